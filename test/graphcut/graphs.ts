import { binaryAffinity } from '../../native/graphcut/affinity/binary-affinity.ts';
import type { BinaryAffinity } from '../../native/graphcut/cut-types.ts';
import type { PatchFeatures } from '../../native/raster/types.ts';
import { type DenseEigen, jacobiEigen } from './dense-eigen.ts';

/** A generator of numbers in 0..1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The graph whose edges of weight 1 are those for which `joined` holds (symmetric), all others eps. */
export function graphWhere(
  nodes: number,
  joined: (i: number, j: number) => boolean,
  eps = 1e-5,
): BinaryAffinity {
  const padded = 32 * Math.ceil(nodes / 32);
  const data = new Float32Array((padded / 16) * padded);
  for (let i = 0; i < nodes; i++)
    for (let j = i; j < nodes; j++) if (joined(i, j)) data[Math.floor(i / 16) * padded + j]! += 2 ** (i % 16);
  return binaryAffinity([{ start: 0, data }], nodes, eps);
}

/** A random graph: every node joined with itself, pairs with the given probability. */
export function randomGraph(nodes: number, probability: number, seed: number): BinaryAffinity {
  const random = seeded(seed);
  const edges = Array.from({ length: nodes * nodes }, () => random() < probability);
  return graphWhere(nodes, (i, j) => i === j || edges[i * nodes + j]!);
}

/** W read from the bits: [N][N]. */
export function denseWeights({ nodes, eps, words }: BinaryAffinity): number[][] {
  const padded = Math.ceil(nodes / 32) * 32;
  return Array.from({ length: nodes }, (_, i) =>
    Array.from({ length: nodes }, (__, j) => ((words[(j >> 5) * padded + i]! >>> (j & 31)) & 1 ? 1 : eps)),
  );
}

/** Solutions of (D - W) x = lambda D x by rising lambda, dense; vectors of unit length. */
export function denseNormalizedCut(affinity: BinaryAffinity): DenseEigen {
  const weights = denseWeights(affinity);
  const degree = weights.map((row) => row.reduce((sum, w) => sum + w, 0));
  const scaled = weights.map((row, i) => row.map((w, j) => w / Math.sqrt(degree[i]! * degree[j]!)));
  const { values, vectors } = jacobiEigen(scaled);
  const unit = (x: number[]) => {
    const length = Math.hypot(...x);
    return x.map((entry) => entry / length);
  };
  return {
    values: values.map((theta) => 1 - theta),
    vectors: vectors.map((vector) => unit(vector.map((entry, i) => entry / Math.sqrt(degree[i]!)))),
  };
}

/** |cos| of the angle between two vectors of unit length. */
export const alignment = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.abs(Array.from(a).reduce((sum, entry, i) => sum + entry * b[i]!, 0));

/** ‖(D - W) x - lambda D x‖∞ / max degree: how far (lambda, x) is from a solution. */
export function defect(affinity: BinaryAffinity, lambda: number, x: ArrayLike<number>): number {
  const degree = affinity.degree;
  const rows = denseWeights(affinity).map((row, i) => {
    const product = row.reduce((sum, w, j) => sum + w * x[j]!, 0);
    return Math.abs((1 - lambda) * degree[i]! * x[i]! - product);
  });
  return Math.max(...rows) / Math.max(...degree);
}

/** Features of a patch grid, row by row. */
export function patchFeatures(
  rows: number,
  cols: number,
  dim: number,
  values: ArrayLike<number>,
): PatchFeatures {
  return { rows, cols, dim, data: Float32Array.from(values) };
}

/** Random features in -1..1. */
export function randomFeatures(rows: number, cols: number, dim: number, seed: number): PatchFeatures {
  const random = seeded(seed);
  return patchFeatures(
    rows,
    cols,
    dim,
    Array.from({ length: rows * cols * dim }, () => 2 * random() - 1),
  );
}
