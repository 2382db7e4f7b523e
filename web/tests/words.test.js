import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { words } from '../src/words/index.js';

const src = new URL('../src/', import.meta.url);
const sources = fs.readdirSync(src, { recursive: true }).filter((file) => /\.(svelte|js)$/.test(file) && !file.startsWith('words')).map((file) => [file, fs.readFileSync(new URL(file.split(path.sep).join('/'), src), 'utf8')]);
const all = sources.map(([, text]) => text).join('\n');

/** Families whose last part is a word of the gateway's or of a list in the code: t(`role.${…}`), word('outcome', …), family="mcp". */
const families = new Set([...all.matchAll(/[`'"]([a-z_.]+)\.\$\{/g), ...all.matchAll(/word\('([a-z_]+)'/g), ...all.matchAll(/family="([a-z_]+)"/g), ...all.matchAll(/family = '([a-z_]+)'/g)].map((found) => found[1]));
const literal = new Set([...all.matchAll(/'([a-z_]+(?:\.[a-z0-9_]+)+)'/g)].map((found) => found[1]));
const keys = Object.keys(words);

test('Every sentence is there in both languages', () => {
  for (const [key, pair] of Object.entries(words)) {
    assert.equal(pair.length, 2, key);
    assert.ok(pair[0].trim() && pair[1].trim(), key);
  }
});

test('No sentence is defined twice', () => {
  const seen = new Map();
  for (const file of fs.readdirSync(new URL('words/', src))) {
    for (const [, key] of fs.readFileSync(new URL(`words/${file}`, src), 'utf8').matchAll(/^ {2}'([^']+)':/gm)) {
      assert.ok(!seen.has(key), `${key} is in ${seen.get(key)} and ${file}`);
      seen.set(key, file);
    }
  }
  assert.equal(seen.size, keys.length);
});

test('English is English, and Chinese is Chinese where it is not a name', () => {
  const same = new Set(['Token', 'Cron', 'p95']);
  for (const [key, [zh, en]] of Object.entries(words)) {
    assert.doesNotMatch(en, /[\u4e00-\u9fff]/, key);
    assert.ok(/[\u4e00-\u9fff]/.test(zh) || same.has(zh), key);
  }
});

test('Both languages fill in the same names', () => {
  const names = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort().join();
  for (const [key, [zh, en]] of Object.entries(words)) assert.equal(names(zh), names(en), key);
});

test('Every sentence that the code names is there', () => {
  const missing = [...all.matchAll(/\bt\('([^']+)'/g)].map((found) => found[1]).filter((key) => !(key in words));
  assert.deepEqual(missing, []);
});

test('No sentence is there for nothing', () => {
  const used = (key) => literal.has(key) || [...families].some((family) => key.startsWith(`${family}.`) && key.length > family.length + 1);
  assert.deepEqual(keys.filter((key) => !used(key)), []);
});
