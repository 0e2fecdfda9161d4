import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indicesOf, rangesOf, rangesWhere } from '../../native/base/frame-indices.ts';

test('joins neighbouring frames into ranges', () => {
  const fixed = new Set([0, 1, 2, 5, 8, 9]);
  const ranges = [
    { first: 0, last: 2 },
    { first: 5, last: 5 },
    { first: 8, last: 9 },
  ];
  assert.deepEqual(
    rangesWhere(10, (frame) => fixed.has(frame)),
    ranges,
  );
  assert.deepEqual(ranges.flatMap(indicesOf), [...fixed]);
  assert.deepEqual(rangesOf([]), []);
});

test('begins another range where it is told to', () => {
  assert.deepEqual(
    rangesOf([3, 4, 5, 6], (frame) => frame === 5),
    [
      { first: 3, last: 4 },
      { first: 5, last: 6 },
    ],
  );
});
