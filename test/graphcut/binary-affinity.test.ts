import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizedAffinity } from '../../native/graphcut/affinity/affinity-product.ts';
import { binaryAffinity, type EdgeBand } from '../../native/graphcut/affinity/binary-affinity.ts';
import { denseWeights, randomGraph, seeded } from './graphs.ts';

const sizes = [1, 2, 31, 32, 33, 64, 75];

/** Bits [P, P] at random, P whole words: not symmetric, and set beyond the nodes too. */
function randomBits(nodes: number, seed: number) {
  const random = seeded(seed);
  const padded = 32 * Math.ceil(nodes / 32);
  const bits = Uint8Array.from({ length: padded ** 2 }, () => Number(random() < 0.4));
  return { padded, has: (row: number, column: number): number => bits[row * padded + column]! };
}

/** The bits in bands of `height` rows, columns before the band left out. */
const inBands = ({ padded, has }: ReturnType<typeof randomBits>, height: number): EdgeBand[] =>
  Array.from({ length: Math.ceil(padded / height) }, (_, band) => {
    const start = height * band;
    const rest = padded - start;
    const packed = (i: number) => {
      const [row, column] = [start + 16 * Math.floor(i / rest), start + (i % rest)];
      return Array.from({ length: 16 }, (__, k) => 2 ** k * has(row + k, column)).reduce((a, b) => a + b);
    };
    const rows = Math.min(height, rest);
    return { start, data: Float32Array.from({ length: (rows / 16) * rest }, (__, i) => packed(i)) };
  });

test('the bands may be of any number of words', () => {
  const bits = randomBits(75, 3);
  const whole = binaryAffinity(inBands(bits, 96), 75, 1e-5);
  for (const height of [32, 64]) assert.deepEqual(binaryAffinity(inBands(bits, height), 75, 1e-5), whole);
});

test('weight 1 where a bit of the upper triangle is set, else eps, and the degrees are the row sums', () => {
  for (const nodes of sizes) {
    const bits = randomBits(nodes, nodes);
    const affinity = binaryAffinity(inBands(bits, 32), nodes, 0.01);
    denseWeights(affinity).forEach((row, i) => {
      row.forEach((w, j) => assert.equal(w, bits.has(Math.min(i, j), Math.max(i, j)) === 1 ? 1 : 0.01));
      const sum = row.reduce((total, w) => total + w, 0);
      assert.ok(Math.abs(affinity.degree[i]! - sum) < 1e-10);
    });
  }
});

test('memory of an earlier graph does not shine through, and nothing is set beyond the nodes', () => {
  const words = new Int32Array(96 * 3).fill(-1);
  const bits = randomBits(75, 5);
  assert.deepEqual(
    binaryAffinity(inBands(bits, 32), 75, 1e-5, words),
    binaryAffinity(inBands(bits, 32), 75, 1e-5),
  );
  words.forEach((word, i) => {
    const beyond = i % 96 >= 75 ? -1 : i >= 2 * 96 ? -1 << (75 - 64) : 0;
    assert.equal(word & beyond, 0);
  });
});

test('the product with the normalised affinity is that of the dense matrix', () => {
  const random = seeded(4);
  for (const nodes of sizes) {
    const affinity = randomGraph(nodes, 0.4, nodes);
    const x = new Float64Array(nodes).map(() => random() - 0.5);
    const y = new Float64Array(nodes);
    const operator = normalizedAffinity(affinity);
    operator.apply(x, y);
    const { degree } = affinity;
    denseWeights(affinity).forEach((row, i) => {
      const expected = row.reduce((sum, w, j) => sum + (w * x[j]!) / Math.sqrt(degree[i]! * degree[j]!), 0);
      assert.ok(Math.abs(y[i]! - expected) < 1e-13);
    });
  }
});
