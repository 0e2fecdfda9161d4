import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bipartition } from '../../native/graphcut/bipartition.ts';
import { shiftedThreshold, softPartition } from '../../native/graphcut/soft-partition.ts';

test('is 0 and 1 on the sides’ typical entries and falls off between them', () => {
  const eigenvector = Float32Array.from([-0.1, -0.1, -0.1, -0.1, -0.1, 0.15, 0.4, 0.4, 0.4, 0.9]);
  const soft = softPartition(eigenvector, bipartition(eigenvector));
  assert.deepEqual(
    [...soft].map((value) => Math.round(100 * value) / 100),
    [0, 0, 0, 0, 0, 0.5, 1, 1, 1, 1],
  );
});

test('a one-sided partition stays one-sided', () => {
  const constant = new Float32Array(6).fill(0.4);
  assert.deepEqual([...softPartition(constant, new Uint8Array(6))], [0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...softPartition(constant, new Uint8Array(6).fill(1))], [1, 1, 1, 1, 1, 1]);
});

test('a shifted threshold brings its value to one half and leaves the ends', () => {
  const soft = Float32Array.from([0, 0.25, 0.625, 1]);
  assert.deepEqual([...shiftedThreshold(soft, 0.25)], [0, 0.5, 0.75, 1]);
  assert.deepEqual([...shiftedThreshold(soft, 0.5)], [...soft]);
});
