import type { BinaryAffinity } from './cut-types.ts';

/** Nodes to a word of bits. */
export const wordBits = 32;

/**
 * A band of rows of a symmetric matrix [N, N], from row `start`, a multiple of `wordBits`, on: `data` is
 * [rows, N - start], for the columns before `start` are those of earlier bands, mirrored.
 */
export interface SimilarityBand {
  readonly start: number;
  readonly data: Float32Array;
}

/**
 * The graph with weight 1 where the similarity is at least tau, else eps (section 2.1). The bands together hold all
 * rows; only the upper triangle is read, so that W is symmetric to the bit.
 */
export function thresholdSimilarity(
  bands: readonly SimilarityBand[],
  nodes: number,
  { tau, eps }: { readonly tau: number; readonly eps: number },
): BinaryAffinity {
  const blocks = Math.ceil(nodes / wordBits);
  const words = new Int32Array(blocks * blocks * wordBits);
  for (const { start, data } of bands) {
    const rest = nodes - start;
    const lastRow = Math.ceil(data.length / rest / wordBits);
    for (let row = 0; row < lastRow; row++) thresholdRow(data, rest, row, tau, words, start / wordBits);
  }
  return { nodes, eps, words, degree: degrees(words, nodes, eps) };
}

/** The tiles of one row of tiles, and their mirror images; the band begins at tile `first` of the whole matrix. */
function thresholdRow(
  data: Float32Array,
  rest: number,
  row: number,
  tau: number,
  words: Int32Array,
  first: number,
): void {
  const tile = new Int32Array(wordBits);
  const last = Math.ceil(rest / wordBits);
  const padded = (first + last) * wordBits;
  for (let column = row; column < last; column++) {
    readTile(data, rest, row, column, tau, tile);
    if (row === column) mirrorUpper(tile);
    words.set(tile, (first + column) * padded + (first + row) * wordBits);
    if (row === column) continue;
    transposeTile(tile);
    words.set(tile, (first + row) * padded + (first + column) * wordBits);
  }
}

/** Bit c of tile[r] says that similarity at (32 row + r, 32 column + c) is at least tau; 0 beyond the matrix. */
function readTile(
  similarity: Float32Array,
  nodes: number,
  row: number,
  column: number,
  tau: number,
  tile: Int32Array,
): void {
  const rows = Math.min(wordBits, nodes - row * wordBits);
  const columns = Math.min(wordBits, nodes - column * wordBits);
  tile.fill(0);
  for (let r = 0; r < rows; r++) {
    const start = (row * wordBits + r) * nodes + column * wordBits;
    let word = 0;
    // Number(condition) compiles to a flag without a branch: five times as fast as a conditional on real data.
    for (let c = columns - 1; c >= 0; c--) word = (word << 1) | Number(similarity[start + c]! >= tau);
    tile[r] = word;
  }
}

/** Transposes a 32 x 32 bit matrix in place: off-diagonal halves, quarters, ... change places. */
function transposeTile(tile: Int32Array): void {
  let mask = 0x0000ffff;
  for (let half = 16; half > 0; half >>= 1, mask ^= mask << half)
    for (let r = 0; r < wordBits; r = ((r | half) + 1) & ~half) {
      const swap = ((tile[r]! >>> half) ^ tile[r | half]!) & mask;
      tile[r | half]! ^= swap;
      tile[r]! ^= swap << half;
    }
}

/** Replaces the lower triangle of a tile on the diagonal by the mirrored upper one. */
function mirrorUpper(tile: Int32Array): void {
  for (let r = 0; r < wordBits; r++) tile[r]! &= -1 << r;
  const upper = tile.slice();
  transposeTile(tile);
  for (let r = 0; r < wordBits; r++) tile[r]! |= upper[r]!;
}

function degrees(words: Int32Array, nodes: number, eps: number): Float64Array {
  const padded = Math.ceil(nodes / wordBits) * wordBits;
  const ones = new Float64Array(nodes);
  for (let start = 0; start < words.length; start += padded)
    for (let node = 0; node < nodes; node++) ones[node]! += bitCount(words[start + node]!);
  return ones.map((count) => count + eps * (nodes - count));
}

/** The number of ones among the 32 bits of `word`: sums of pairs, then of fours, then of bytes. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
