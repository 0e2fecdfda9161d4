import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheKey, canonicalJson } from '../../native/store/cache-key.ts';

const parts = { stage: 'flow', version: 1, config: { b: [1, 'x'], a: null }, inputs: ['d1', 'd2'] };

test('does not depend on the order of fields, nor on absent ones', () => {
  const other = {
    inputs: ['d1', 'd2'],
    config: { a: null, c: undefined, b: [1, 'x'] },
    version: 1,
    stage: 'flow',
  };
  assert.equal(cacheKey(parts), cacheKey(other));
  assert.match(cacheKey(parts), /^[0-9a-f]{64}$/);
});

test('depends on everything that decides the output', () => {
  const keys = [
    parts,
    { ...parts, stage: 'features' },
    { ...parts, version: 2 },
    { ...parts, config: { b: ['x', 1], a: null } },
    { ...parts, config: { b: [1, 'x'], a: false } },
    { ...parts, inputs: ['d2', 'd1'] },
    { ...parts, inputs: ['d1', 'd2', ''] },
    { ...parts, inputs: ['d1d2'] },
  ].map(cacheKey);
  assert.equal(new Set(keys).size, keys.length);
});

test('is the SHA-256 of canonical JSON, which parses back', () => {
  const text = canonicalJson(parts);
  assert.equal(text, '{"config":{"a":null,"b":[1,"x"]},"inputs":["d1","d2"],"stage":"flow","version":1}');
  assert.deepEqual(JSON.parse(text), parts);
});

test('refuses numbers that JSON cannot hold', () => {
  assert.throws(() => cacheKey({ ...parts, config: { alpha: NaN } }), TypeError);
  assert.throws(() => cacheKey({ ...parts, config: [Infinity] }), TypeError);
});
