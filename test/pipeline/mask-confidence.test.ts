import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskConfidences } from '../../native/pipeline/masks/mask-measures.ts';

const even = (count: number, value: number) => Array<number>(count).fill(value);
const oneShot = (count: number) => ({ shotOf: new Uint32Array(count) });

test('the geometric mean of what the cut and the mask are worth', () => {
  const confidences = maskConfidences(even(5, 0.9), even(5, 0.4), even(5, 0.1), oneShot(5));
  for (const confidence of confidences) assert.ok(Math.abs(confidence - 0.6) < 1e-9);
});

test('a mask much smaller or larger than those around costs confidence, alike', () => {
  const areas = even(9, 0.1);
  areas[3] = 0.05;
  areas[6] = 0.2;
  const confidences = maskConfidences(even(9, 1), even(9, 1), areas, oneShot(9));
  assert.ok(confidences[3]! < 0.75);
  assert.ok(Math.abs(confidences[3]! - confidences[6]!) < 1e-9);
  assert.equal(confidences[0], 1);
});

test('areas are not compared across a scene cut', () => {
  const areas = [...even(6, 0.02), ...even(6, 0.4)];
  const shotOf = Uint32Array.from([...even(6, 0), ...even(6, 1)]);
  assert.deepEqual(maskConfidences(even(12, 1), even(12, 1), areas, { shotOf }), even(12, 1));
});

test('no contour, no confidence', () => {
  assert.deepEqual(maskConfidences([0.9], [null], [0], oneShot(1)), [0]);
});
