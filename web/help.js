import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const docs = fileURLToPath(new URL('../docs/configuration.zh-CN.md', import.meta.url));
const name = 'virtual:help-zh';

/** The Chinese meaning of each key, out of the table of docs/configuration.zh-CN.md: the schema's descriptions are English, and nothing is written twice. */
export function help() {
  return {
    name: 'dinghy-help',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      this.addWatchFile(docs);
      return `export default ${JSON.stringify(fs.existsSync(docs) ? read(fs.readFileSync(docs, 'utf8')) : {})}`;
    },
  };
}

/** From the page to { "channels.dingtalk.mode": "…" }; a name of one's own choice is *. */
export function read(page) {
  const meanings = {};
  let under = '';
  for (const line of page.split('\n')) {
    const heading = /^###? (.*)$/.exec(line);
    if (heading) under = /^`([\w.]+)`$/.exec(heading[1])?.[1] ?? '';
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (cells.length < 6 || !cells[1].startsWith('`')) continue;
    const meaning = cells[4].replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/`/g, '').replace(/\\\|/g, '|');
    if (!meaning) continue;
    let last = '';
    for (const [, key] of cells[1].matchAll(/`([^`]+)`/g)) {
      // `.b` behind `a.b` is a sibling of it.
      const whole = key.startsWith('.') ? last.replace(/\.[^.]*$/, '') + key : under && !key.startsWith(`${under}.`) ? `${under}.${key}` : key;
      last = whole;
      meanings[whole.replace(/<[^>]*>/g, '*')] = meaning;
    }
  }
  return meanings;
}
