import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { bipartition } from '../../native/graphcut/bipartition.ts';
import type { BinaryAffinity } from '../../native/graphcut/cut-types.ts';
import { normalizedCut } from '../../native/graphcut/normalized-cut.ts';
import { alignment, defect, denseNormalizedCut, graphWhere, randomGraph, seeded } from './graphs.ts';

/** Asserts that all solutions are right, whatever the multiplicities. */
function assertSolves(affinity: BinaryAffinity, eigenvectors = 4): void {
  const cut = normalizedCut(affinity, { eigenvectors });
  const dense = denseNormalizedCut(affinity);
  assert.equal(cut.eigenvectors.length, Math.min(eigenvectors, affinity.nodes - 1));
  assert.ok(cut.residual < 1e-9);
  cut.eigenvectors.forEach((x, k) => {
    assert.ok(Math.abs(cut.eigenvalues[k]! - dense.values[k + 1]!) < 1e-9, `eigenvalue ${k}`);
    assert.ok(defect(affinity, cut.eigenvalues[k]!, x) < 1e-6, `eigenvector ${k}`);
    assert.ok(Math.abs(Math.hypot(...x) - 1) < 1e-6);
    const largest = x.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    assert.ok(largest > 0, 'the entry of largest magnitude is positive');
  });
}

describe('normalizedCut', () => {
  for (const [nodes, probability] of [
    [5, 0.5],
    [31, 0.3],
    [32, 0.1],
    [33, 0.7],
    [70, 0.05],
    [96, 0.5],
  ] as const)
    test(`agrees with a dense eigensolver on random graphs of ${nodes} nodes`, () => {
      for (const seed of [1, 2]) {
        const affinity = randomGraph(nodes, probability, seed);
        assertSolves(affinity);
        const [x] = normalizedCut(affinity).eigenvectors;
        assert.ok(alignment(x!, denseNormalizedCut(affinity).vectors[1]!) > 1 - 1e-6);
      }
    });

  test('recovers two blocks', () => {
    const affinity = graphWhere(80, (i, j) => i < 30 === j < 30);
    const { eigenvalues, eigenvectors } = normalizedCut(affinity);
    assert.ok(eigenvalues[0]! < 1e-3);
    const side = bipartition(eigenvectors[0]!);
    assert.deepEqual(
      [...side],
      Array.from({ length: 80 }, (_, i) => Number(i < 30)),
    );
  });

  test('recovers two blocks behind noise', () => {
    const random = seeded(7);
    const noise = Array.from({ length: 300 * 300 }, () => random());
    const affinity = graphWhere(300, (i, j) => noise[i * 300 + j]! < (i < 100 === j < 100 ? 0.6 : 0.1));
    const side = bipartition(normalizedCut(affinity).eigenvectors[0]!);
    assert.deepEqual(
      [...side],
      Array.from({ length: 300 }, (_, i) => Number(i < 100)),
    );
  });

  test('separates several components, whose eigenvalues lie close together near 0', () => {
    const component = (i: number) => (i < 10 ? 0 : i < 24 ? 1 : i < 45 ? 2 : 3);
    const affinity = graphWhere(75, (i, j) => component(i) === component(j));
    assertSolves(affinity);
    const { eigenvalues, eigenvectors } = normalizedCut(affinity, { eigenvectors: 3 });
    assert.ok(eigenvalues[2]! < 1e-3);
    for (const x of eigenvectors)
      for (let i = 1; i < 75; i++)
        if (component(i) === component(i - 1)) assert.ok(Math.abs(x[i]! - x[i - 1]!) < 1e-6);
  });

  test('finds every copy of a repeated eigenvalue', () => {
    assertSolves(graphWhere(60, (i, j) => Math.floor(i / 12) === Math.floor(j / 12)));
    assertSolves(graphWhere(40, (i, j) => (j - i) % 39 <= 1));
  });

  test('converges on a long path, whose small eigenvalues crowd', () => {
    const affinity = graphWhere(257, (i, j) => j - i <= 1, 1e-7);
    const { eigenvalues, eigenvectors, iterations } = normalizedCut(affinity);
    assert.ok(iterations <= 256);
    assert.ok(defect(affinity, eigenvalues[0]!, eigenvectors[0]!) < 1e-7);
    const changes = eigenvectors[0]!.filter((x, i, all) => i > 0 && x > 0 !== all[i - 1]! > 0);
    assert.equal(changes.length, 1, 'the path is cut once');
  });

  for (const [name, joined] of [
    ['all ones', () => true],
    ['all eps', () => false],
    ['nothing but loops', (i: number, j: number) => i === j],
  ] as const)
    test(`works on a graph without structure: ${name}`, () => {
      for (const nodes of [2, 3, 50]) {
        assertSolves(graphWhere(nodes, joined));
        const { eigenvalues } = normalizedCut(graphWhere(nodes, joined));
        if (name !== 'nothing but loops') assert.ok(Math.abs(eigenvalues[0]! - 1) < 1e-12);
      }
    });

  test('a single node has no second eigenvector', () => {
    const cut = normalizedCut(graphWhere(1, () => true));
    assert.equal(cut.eigenvectors.length, 0);
    assert.equal(cut.eigenvalues.length, 0);
    assert.deepEqual([...cut.degree], [1]);
  });

  test('two nodes part', () => {
    for (const weight of [true, false]) {
      const cut = normalizedCut(graphWhere(2, (i, j) => i === j || weight));
      assert.equal(cut.eigenvectors.length, 1);
      assert.equal(bipartition(cut.eigenvectors[0]!).join().length, 3);
      assert.deepEqual([...bipartition(cut.eigenvectors[0]!)].sort(), [0, 1]);
    }
  });

  test('renaming the nodes renames the eigenvector and nothing else', () => {
    const nodes = 90;
    const random = seeded(3);
    const order = Array.from({ length: nodes }, (_, i) => i).sort(() => random() - 0.5);
    const edge = Array.from({ length: nodes * nodes }, () => random() < 0.2);
    const joined = (i: number, j: number) => i === j || edge[Math.min(i, j) * nodes + Math.max(i, j)]!;
    const plain = normalizedCut(graphWhere(nodes, joined));
    const renamed = normalizedCut(graphWhere(nodes, (i, j) => joined(order[i]!, order[j]!)));
    assert.ok(Math.abs(plain.eigenvalues[0]! - renamed.eigenvalues[0]!) < 1e-12);
    const x = plain.eigenvectors[0]!;
    renamed.eigenvectors[0]!.forEach((entry, i) => assert.ok(Math.abs(entry - x[order[i]!]!) < 1e-6));
  });

  test('gives the same bits every time', () => {
    const affinity = randomGraph(200, 0.1, 5);
    assert.deepEqual(
      normalizedCut(affinity, { eigenvectors: 4 }),
      normalizedCut(affinity, { eigenvectors: 4 }),
    );
  });

  test('more eigenvectors do not change the first', () => {
    const affinity = randomGraph(120, 0.2, 8);
    const [alone] = normalizedCut(affinity).eigenvectors;
    assert.deepEqual(normalizedCut(affinity, { eigenvectors: 3 }).eigenvectors[0], alone);
  });

  test('says that it does not converge within too few steps', () => {
    const affinity = graphWhere(200, (i, j) => j - i <= 1, 1e-7);
    assert.throws(
      () => normalizedCut(affinity, { maxSteps: 20 }),
      (error) =>
        error instanceof FodvidError && error.kind === 'failed' && /20 Lanczos steps/.test(error.message),
    );
  });

  test('refuses other numbers of eigenvectors than 1 to 4', () => {
    for (const eigenvectors of [0, 5, 1.5, NaN])
      assert.throws(
        () => normalizedCut(randomGraph(9, 0.5, 1), { eigenvectors }),
        /whole number from 1 to 4/,
      );
  });
});

describe('bipartition', () => {
  test('marks what is above the mean', () => {
    assert.deepEqual([...bipartition(Float32Array.of(0.1, 0.9, 0.2, 0.8))], [0, 1, 0, 1]);
  });

  test('puts equal entries on side 0', () => {
    assert.deepEqual([...bipartition(new Float32Array(5).fill(0.3))], [0, 0, 0, 0, 0]);
  });
});
