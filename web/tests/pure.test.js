import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, signed } from '../src/lib/diffing.js';
import { facts } from '../src/lib/facts.js';
import { fill } from '../src/lib/fill.js';
import { ago, millis, money, seconds, share, short, span } from '../src/lib/format.js';
import { lineOf, numberOf, passes } from '../src/lib/logline.js';
import { path } from '../src/lib/qr.js';
import { column, sum, withMinute, worst } from '../src/lib/series.js';
import { isTheirs, merged, nameOf, speakerOf } from '../src/lib/talk.js';

test('Names in a sentence are filled in, unknown ones stay', () => {
  assert.equal(fill('{n} of {m}', { n: 1 }), '1 of {m}');
  assert.equal(fill('{n}'), '{n}');
});

test('Times and amounts read well in both languages', () => {
  const now = Date.parse('2026-11-26T08:00:00Z');
  assert.equal(ago('2026-11-26T07:57:00Z', 'zh', now), '3分钟前');
  assert.equal(ago('2026-11-26T10:00:00Z', 'en', now), 'in 2 hours');
  assert.equal(ago('2026-11-26T07:59:58Z', 'en', now), 'now');
  assert.equal(seconds(0.042), '42 ms');
  assert.equal(seconds(3.21), '3.2 s');
  assert.equal(seconds(75), '1:15');
  assert.equal(seconds(undefined), '–');
  assert.equal(millis(1500), '1.5 s');
  assert.equal(money({ CNY: 1.25 }, 'zh'), '¥1.25');
  assert.equal(money({}, 'zh'), '–');
  assert.equal(span('2026-11-25T06:30:00Z', 'zh', now), '1 天 1 小时');
  assert.equal(span('2026-11-26T08:00:00Z', 'en', now), '0 s');
  assert.equal(short('cidAbCdEfGhIjKlMnOpQrStUvWx=='), 'cidAbCdEfGhIj…Wx==');
  assert.equal(short('user1'), 'user1');
});

test('The running minute takes its place at the end of the hour', () => {
  const points = [{ at: '2026-11-26T08:00:00Z', received: 1 }, { at: '2026-11-26T08:01:00Z', received: 2, p95: 0.5 }];
  assert.deepEqual(withMinute(points, { at: '2026-11-26T08:01:00Z', received: 5 }).map((one) => one.received), [1, 5]);
  assert.deepEqual(withMinute(points, { at: '2026-11-26T08:02:00Z', received: 7 }).map((one) => one.received), [2, 7]);
  assert.deepEqual(withMinute(points, { at: '2026-11-26T07:59:00Z', received: 9 }), points);
  assert.equal(sum(points, 'received'), 3);
  assert.equal(worst(points, 'p95'), 0.5);
  assert.equal(worst(points, 'p50'), undefined);
  assert.deepEqual(column(points, 'p95'), [null, 0.5]);
});

test('Log lines are shown and filtered', () => {
  const line = lineOf({ at: '2026-11-26T08:00:00Z', level: 'info', room: 'Dinghy.Gateway.Pipeline', id: 2300, words: 'Turn 12 ended', turn: 12, error: 'IOException' });
  assert.deepEqual([line.level, line.room, line.text, line.turn], ['info', 'Gateway.Pipeline', 'Turn 12 ended IOException', 12]);
  assert.ok(passes(line, { level: 'info', grep: 'TURN', turn: '#12' }));
  assert.ok(!passes(line, { level: 'warn' }));
  assert.ok(!passes(line, { grep: 'socket' }));
  assert.ok(!passes(line, { turn: '13' }));
  assert.equal(numberOf(' #12 '), '12');
});

test('A difference shows what changed and what is near', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n');
  const lines = difference(before, before.replace('line 10', 'line ten'), 1);
  assert.deepEqual(lines, [null, { sign: ' ', text: 'line 9' }, { sign: '-', text: 'line 10' }, { sign: '+', text: 'line ten' }, { sign: ' ', text: 'line 11' }, null].slice(1));
  assert.deepEqual(signed(['+ a', '- b', '  c']).map((one) => one.sign), ['+', '-', ' ']);
});

test('Facts of the audit are shown as pairs', () => {
  assert.deepEqual(facts('{"key":"owners","n":2}'), [['key', 'owners'], ['n', '2']]);
  assert.deepEqual(facts('not json'), [['', 'not json']]);
  assert.deepEqual(facts(''), []);
});

test('Entries of a conversation come once, the newest form of each', () => {
  const once = merged([{ id: 2, text: 'b' }], [{ id: 1, text: 'a' }]);
  assert.deepEqual(merged(once, [{ id: 2, text: 'c' }]).map((one) => one.text), ['a', 'c']);
  assert.equal(speakerOf({ person: 'u1' }, { key: 'main/dm/u1', name: '小王' }), '小王');
  assert.equal(speakerOf({ person: 'u1' }, { key: 'main/group/cid', name: '群' }), 'u1');
  assert.ok(isTheirs({ role: 'person' }) && !isTheirs({ role: 'assistant' }));
  assert.equal(nameOf({ name: '小王', key: 'k' }), '小王');
  assert.equal(nameOf({ key: 'main/u1' }), 'main/u1');
});

test('A share of nothing is no number', () => {
  assert.equal(share(5, 6), '83 %');
  assert.equal(share(0, 0), '–');
});

test('A QR code is drawn as runs', () => {
  assert.equal(path(['110', '001']), 'M0 0h2v1h-2zM2 1h1v1h-1z');
});
