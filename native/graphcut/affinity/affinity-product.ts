import { paddedNodes, wordBits } from './binary-affinity.ts';
import type { BinaryAffinity } from '../cut-types.ts';
import type { SymmetricOperator } from '../eigen/lanczos.ts';

/** Nodes to a table of partial sums. */
const groupBits = 8;
const tableSize = 1 << groupBits;

/**
 * x -> D^-1/2 W D^-1/2 x. With B the bits of W, W = eps · 1 1ᵀ + (1 - eps) · B, and B x is taken by the method of the
 * four Russians: for each 8 nodes the 256 sums of their subsets, then one look-up per row instead of 8 products.
 */
export function normalizedAffinity(affinity: BinaryAffinity): SymmetricOperator {
  const { nodes, eps, words, degree } = affinity;
  const padded = paddedNodes(nodes);
  const scale = degree.map((d) => 1 / Math.sqrt(d));
  const scaled = new Float64Array(padded);
  const sums = new Float64Array(padded);
  const tables = new Float64Array((wordBits / groupBits) * tableSize);
  return {
    size: nodes,
    apply(x, y) {
      let total = 0;
      for (let i = 0; i < nodes; i++) total += scaled[i] = scale[i]! * x[i]!;
      sums.fill(0);
      for (let block = 0; block < padded / wordBits; block++) {
        for (let group = 0; group < wordBits / groupBits; group++)
          subsetSums(scaled, block * wordBits + group * groupBits, tables, group * tableSize);
        addLookups(words, block * padded, tables, sums);
      }
      for (let i = 0; i < nodes; i++) y[i] = scale[i]! * (eps * total + (1 - eps) * sums[i]!);
    },
  };
}

/** tables[at + s] = sum of values[from + k] over the bits k of s, each from a smaller subset's sum. */
function subsetSums(values: Float64Array, from: number, tables: Float64Array, at: number): void {
  tables[at] = 0;
  for (let k = 0; k < groupBits; k++) {
    const value = values[from + k]!;
    const half = at + (1 << k);
    for (let s = at; s < half; s++) tables[half - at + s] = tables[s]! + value;
  }
}

function addLookups(words: Int32Array, start: number, tables: Float64Array, sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) {
    const word = words[start + i]!;
    const low = tables[word & 255]! + tables[256 + ((word >>> 8) & 255)]!;
    const high = tables[512 + ((word >>> 16) & 255)]! + tables[768 + (word >>> 24)]!;
    sums[i]! += low + high;
  }
}
