/**
 * A field of the form.
 * @typedef {{ path: string, name: string, kind: 'switch'|'choice'|'number'|'text'|'secret'|'list'|'json', help: string, options?: string[], fallback?: unknown,
 *   least?: number, most?: number, example?: unknown, aliases: string[] }} Field
 * @typedef {{ path: string, name: string, help: string, fields: Field[] }} Group
 */

/** The parts of a schema, each with the fields below it, whatever the depth; deprecated ones are left out. */
export function groups(schema) {
  const top = { path: '', name: '', help: '', fields: [] };
  const all = [];
  for (const [name, raw] of Object.entries(schema.properties ?? {})) {
    if (name === '$schema' || name === 'version') continue;
    const one = resolved(schema, raw);
    if (one.deprecated) continue;
    if (isGroup(one)) all.push(...below(schema, one, name));
    else top.fields.push(fieldOf(schema, one, name, name));
  }
  return [...all, top].filter((group) => group.fields.length);
}

function below(schema, node, path, depth = 0) {
  const group = { path, name: path, help: node.description ?? '', fields: [] };
  const inner = [];
  for (const [name, raw] of Object.entries(node.properties)) {
    const one = resolved(schema, raw);
    if (one.deprecated) continue;
    const at = `${path}.${name}`;
    if (isGroup(one) && depth < 5) inner.push(...below(schema, one, at, depth + 1));
    else group.fields.push(fieldOf(schema, one, at, name));
  }
  return [group, ...inner];
}

function resolved(schema, node) {
  const name = node.$ref?.split('/').at(-1);
  const base = schema.$defs?.[name];
  return base ? { ...base, ...node, properties: { ...base.properties, ...node.properties } } : node;
}

const types = (node) => [node.type ?? []].flat();
const isGroup = (node) => types(node).includes('object') && node.properties !== undefined && !types(node).includes('string');

function fieldOf(schema, node, path, name) {
  const kinds = types(node);
  const kind =
    node['x-kind'] === 'secret' ? 'secret'
    : node.enum ? 'choice'
    : kinds.length === 1 && kinds[0] === 'boolean' ? 'switch'
    : kinds.length === 1 && (kinds[0] === 'integer' || kinds[0] === 'number') ? 'number'
    : kinds.includes('array') ? (isSimple(schema, node.items) ? 'list' : 'json')
    : kinds.includes('string') ? 'text'
    : 'json';
  return { path, name, kind, help: node.description ?? '', options: node.enum, fallback: node.default, least: node.minimum, most: node.maximum, example: node.examples?.[0], aliases: node['x-aliases'] ?? [] };
}

const isSimple = (schema, items) => !items || types(resolved(schema, items)).every((type) => type === 'string' || type === 'integer' || type === 'number');

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** What stands at a path, by any of its names; undefined: nothing. */
export function valueAt(values, field) {
  const parts = field.path.split('.');
  const last = parts.pop();
  let at = values;
  for (const part of parts) at = at?.[part] ?? at?.[camel(part)];
  for (const name of [last, ...field.aliases]) {
    const value = at?.[name] ?? at?.[camel(name)];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A value as text for an input; of a secret that stands, the gateway already gives ***. */
export function toText(field, value) {
  if (value === undefined || value === null) return '';
  if (field.kind === 'list') return [value].flat().join('\n');
  if (field.kind === 'json' || typeof value === 'object') return JSON.stringify(value, null, 2);
  return String(value);
}

/**
 * An input's text as a value; undefined: the key is to be taken out.
 * @throws {SyntaxError} it is no JSON where JSON is asked for
 */
export function toValue(field, text) {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (field.kind) {
    case 'switch':
      return trimmed === 'true';
    case 'number':
      return Number(trimmed);
    case 'list':
      return trimmed.split('\n').map((line) => line.trim()).filter(Boolean);
    case 'json':
      return JSON.parse(trimmed);
    default:
      // {"file": …} of a secret, true of a text that may be a switch.
      return /^[{[]/.test(trimmed) ? JSON.parse(trimmed) : trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed;
  }
}

/** A key's meaning in the table of help.js, where a name of one's own choice, or one of several, is *. */
export function meaningOf(meanings, path) {
  if (meanings[path]) return meanings[path];
  const parts = path.split('.');
  const fits = Object.keys(meanings).find((key) => {
    const pattern = key.split('.');
    return pattern.length === parts.length && pattern.every((part, at) => part === parts[at] || part === '*');
  });
  return fits && meanings[fits];
}
