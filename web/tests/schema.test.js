import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { read } from '../help.js';
import { groups, meaningOf, toText, toValue, valueAt } from '../src/lib/schema.js';
import { length, timeline } from '../src/lib/timeline.js';

const schema = JSON.parse(fs.readFileSync(new URL('../../src/Dinghy.Gateway/Configuration/dinghy.schema.json', import.meta.url), 'utf8'));
const fields = groups(schema).flatMap((group) => group.fields);
const at = (path) => fields.find((field) => field.path === path);

test('The form has a field for the keys of the schema, each of its kind', () => {
  assert.ok(fields.length > 120, `${fields.length} fields`);
  assert.equal(new Set(fields.map((field) => field.path)).size, fields.length);
  assert.equal(at('channels.dingtalk.client_secret').kind, 'secret');
  assert.equal(at('channels.dingtalk.mode').kind, 'choice');
  assert.equal(at('channels.dingtalk.enabled').kind, 'switch');
  assert.equal(at('models.timeout_seconds').kind, 'number');
  assert.equal(at('channels.dingtalk.allow_from').kind, 'list');
  assert.equal(at('channels.dingtalk.accounts').kind, 'json');
  assert.equal(at('models.default').kind, 'text');
  assert.ok(fields.every((field) => field.help), fields.filter((field) => !field.help).map((field) => field.path).join());
});

test('Most fields have their meaning in Chinese from the page of the configuration', () => {
  const meanings = read(fs.readFileSync(new URL('../../docs/configuration.zh-CN.md', import.meta.url), 'utf8'));
  assert.match(meanings['channels.dingtalk.mode'], /长连接/);
  assert.equal(meanings['channels.dingtalk.http.aes_key'], meanings['channels.dingtalk.http.token']);
  assert.ok(meanings['channels.dingtalk.groups.*.prefixes']);
  const without = fields.filter((field) => !meaningOf(meanings, field.path));
  assert.ok(without.length < fields.length / 4, without.map((field) => field.path).join('\n'));
});

test('A value is found by any of its names', () => {
  assert.equal(valueAt({ channels: { dingtalk: { appKey: 'ding1' } } }, at('channels.dingtalk.client_id')), 'ding1');
  assert.equal(valueAt({ channels: { dingtalk: { dmPolicy: 'open' } } }, at('channels.dingtalk.dm_policy')), 'open');
  assert.equal(valueAt({}, at('channels.dingtalk.client_id')), undefined);
});

test('What an input holds is read as the kind says', () => {
  const value = (kind, text) => toValue({ kind }, text);
  assert.equal(value('switch', 'false'), false);
  assert.equal(value('number', '30'), 30);
  assert.deepEqual(value('list', 'a\n\n b '), ['a', 'b']);
  assert.deepEqual(value('secret', '{"file": "/run/x"}'), { file: '/run/x' });
  assert.equal(value('text', ' 0123 '), '0123');
  assert.equal(value('text', ''), undefined);
  assert.throws(() => value('json', '{'), SyntaxError);
  assert.equal(toText({ kind: 'list' }, 'one'), 'one');
  assert.equal(toText({ kind: 'secret' }, { file: 'x' }), '{\n  "file": "x"\n}');
});

test('A trace is told in the order of time', () => {
  const list = timeline({
    id: 7, message_id: 'm', received_at: '2026-11-26T08:00:00.000Z', resumes: 0, verdict: 'allow_from', closed_at: '2026-11-26T08:00:02.000Z', outcome: 'answered',
    run: { at: '2026-11-26T08:00:00.010Z', took: 1500, agent: 'default', route: 'default_agent', models: [{ at: 5, model: 'demo/demo', took: 900, first: 200 }, { at: 1100, model: 'demo/demo', took: 300 }], tools: [{ at: 950, took: 100, name: 'clock', end: 'done' }] },
    replies: [{ at: '2026-11-26T08:00:01.600Z', closes: true, length: 12, state: 'delivered', parts: [{ number: 1, road: 'webhook', state: 'delivered', length: 12, attempts: 1, doubts: 0, began_at: '2026-11-26T08:00:01.610Z', at: '2026-11-26T08:00:01.700Z' }] }],
  });
  assert.deepEqual(list.map((one) => one.kind), ['received', 'policy', 'route', 'model', 'tool', 'model', 'reply', 'part', 'closed']);
  assert.equal(list.find((one) => one.kind === 'part').took, 90);
  assert.equal(length(list), 2000);
});

test('A turn that is refused, or in work, has a timeline too', () => {
  assert.deepEqual(timeline({ received_at: '2026-11-26T08:00:00Z', resumes: 1 }).map((one) => one.kind), ['received', 'resumed']);
});
