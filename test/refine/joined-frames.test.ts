import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinFrames } from '../../native/refine/joined-frames.ts';
import { squareFrames } from './tiny-training.ts';

const first = { ...squareFrames(3), usable: [0, 2] };
const second = squareFrames(4);
const joined = joinFrames([
  { frames: first, count: 3 },
  { frames: second, count: 4 },
]);

test('clips follow each other, unusable frames keep their places', () => {
  assert.deepEqual(joined.usable, [0, 2, 3, 4, 5, 6]);
  assert.deepEqual(joined.target(2), first.target(2));
  assert.deepEqual(joined.target(3), second.target(0));
  assert.deepEqual(joined.input(6), second.input(3));
});

test('neighbours and flows stay within their clip', () => {
  assert.deepEqual(joined.neighbours(2), first.neighbours(2));
  assert.deepEqual(joined.neighbours(3), second.neighbours(0));
  assert.deepEqual(joined.flow(4, -1), second.flow(1, -1));
});
