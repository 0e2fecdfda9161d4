import assert from 'node:assert/strict';
import { test } from 'node:test';
import { largestTridiagonalPair } from '../../native/graphcut/eigen/tridiagonal.ts';
import { jacobiEigen } from './dense-eigen.ts';
import { seeded } from './graphs.ts';

function dense(diagonal: readonly number[], offDiagonal: readonly number[]): number[][] {
  return diagonal.map((d, i) =>
    diagonal.map((_, j) => (i === j ? d : Math.abs(i - j) === 1 ? offDiagonal[Math.min(i, j)]! : 0)),
  );
}

function assertLargest(diagonal: readonly number[], offDiagonal: readonly number[]): void {
  const matrix = dense(diagonal, offDiagonal);
  const { value, vector } = largestTridiagonalPair(diagonal, offDiagonal);
  assert.ok(Math.abs(value - jacobiEigen(matrix).values[0]!) < 1e-12);
  assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-12);
  matrix.forEach((row, i) => {
    const product = row.reduce((sum, entry, j) => sum + entry * vector[j]!, 0);
    assert.ok(Math.abs(product - value * vector[i]!) < 1e-11, `row ${i}`);
  });
}

test('finds the largest pair of random tridiagonal matrices', () => {
  const random = seeded(11);
  for (const size of [1, 2, 3, 10, 40])
    for (let turn = 0; turn < 10; turn++)
      assertLargest(
        Array.from({ length: size }, () => 2 * random() - 1),
        Array.from({ length: size }, () => random()),
      );
});

test('finds it where the matrix falls into parts, is zero, or repeats its largest eigenvalue', () => {
  assertLargest([0.5, 0.2, 0.9, 0.1], [0, 0.3, 0]);
  assertLargest([0, 0, 0], [0, 0]);
  assertLargest([1, 1, 1, 1], [0, 0, 0]);
  assertLargest([-1, -2, -1], [0, 0]);
});

test('finds it where the two largest nearly coincide', () => {
  assertLargest([10, 0, 0, 0, 0, 0, 10], [1, 1, 1, 1, 1, 1]);
});
