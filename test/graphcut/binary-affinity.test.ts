import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizedAffinity } from '../../native/graphcut/affinity-product.ts';
import { type SimilarityBand, thresholdSimilarity } from '../../native/graphcut/binary-affinity.ts';
import { denseWeights, randomGraph, seeded } from './graphs.ts';

const sizes = [1, 2, 31, 32, 33, 64, 75];

/** A matrix [N, N] in bands of 32 rows, columns before the band left out. */
const inBands = (matrix: Float32Array, nodes: number): SimilarityBand[] =>
  Array.from({ length: Math.ceil(nodes / 32) }, (_, band) => {
    const start = 32 * band;
    const rows = Math.min(32, nodes - start);
    const at = (i: number) =>
      (start + Math.floor(i / (nodes - start))) * nodes + start + (i % (nodes - start));
    return { start, data: Float32Array.from({ length: rows * (nodes - start) }, (_, i) => matrix[at(i)]!) };
  });

test('the bands may be of any number of rows', () => {
  const random = seeded(3);
  const nodes = 75;
  const s = Float32Array.from({ length: nodes * nodes }, () => random() - 0.5);
  const options = { tau: 0.1, eps: 1e-5 };
  assert.deepEqual(
    thresholdSimilarity(inBands(s, nodes), nodes, options),
    thresholdSimilarity([{ start: 0, data: s }], nodes, options),
  );
});

test('weight 1 where the similarity is at least tau, else eps, and the degrees are the row sums', () => {
  const random = seeded(1);
  for (const nodes of sizes)
    for (const tau of [-0.5, 0, 0.25, 1]) {
      const s = new Float32Array(nodes * nodes);
      for (let i = 0; i < nodes; i++)
        for (let j = 0; j <= i; j++)
          // Quarters, so that ties with tau occur.
          s[i * nodes + j] = s[j * nodes + i] = Math.round(8 * random() - 4) / 4;
      const affinity = thresholdSimilarity(inBands(s, nodes), nodes, { tau, eps: 0.01 });
      const weights = denseWeights(affinity);
      weights.forEach((row, i) => {
        row.forEach((w, j) => assert.equal(w, s[i * nodes + j]! >= tau ? 1 : 0.01));
        const sum = row.reduce((total, w) => total + w, 0);
        assert.ok(Math.abs(affinity.degree[i]! - sum) < 1e-10);
      });
    }
});

test('the graph is symmetric even where the similarity is not', () => {
  const random = seeded(2);
  for (const nodes of sizes) {
    const s = Float32Array.from({ length: nodes * nodes }, () => random() - 0.5);
    const weights = denseWeights(thresholdSimilarity(inBands(s, nodes), nodes, { tau: 0, eps: 1e-5 }));
    weights.forEach((row, i) => row.forEach((w, j) => assert.equal(w, weights[j]![i])));
  }
});

test('minus zero reaches a tau of zero', () => {
  const { degree } = thresholdSimilarity([{ start: 0, data: Float32Array.of(-0) }], 1, { tau: 0, eps: 1e-5 });
  assert.equal(degree[0], 1);
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
