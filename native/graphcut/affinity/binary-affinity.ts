import type { BinaryAffinity } from '../cut-types.ts';

/** Nodes to a word of bits. */
export const wordBits = 32;
/** Rows whose bits a number of an `EdgeBand` holds: a float32 is exact up to 24. */
export const packedRows = 16;

/** N rounded up to whole words. */
export const paddedNodes = (nodes: number): number => Math.ceil(nodes / wordBits) * wordBits;

/**
 * A band of rows of a symmetric matrix of bits [P, P], P = `paddedNodes`, from row `start` on, for the columns from `start`
 * on: those before are of earlier bands, mirrored. `start` and the band's height are multiples of `wordBits`.
 */
export interface EdgeBand {
  readonly start: number;
  /** [rows / 16, P - start]: bit k of the number at [r, c] stands at row start + 16 r + k and column start + c. */
  readonly data: Float32Array;
}

/** The memory of the words of a graph of that many nodes. */
export const wordsFor = (nodes: number): Int32Array =>
  new Int32Array((paddedNodes(nodes) / wordBits) * paddedNodes(nodes));

/**
 * The graph with weight 1 where a bit is set, else eps (section 2.1). The bands together hold all rows; only the upper
 * triangle is read, so that W is symmetric to the bit, and nothing beyond N. Its bits are written to `words`.
 */
export function binaryAffinity(
  bands: readonly EdgeBand[],
  nodes: number,
  eps: number,
  words = wordsFor(nodes),
): BinaryAffinity {
  const padded = paddedNodes(nodes);
  const tile = new Int32Array(wordBits);
  for (const { start, data } of bands) {
    const rest = padded - start;
    const tileRows = (data.length / rest) * (packedRows / wordBits);
    for (let row = 0; row < tileRows; row++)
      for (let column = row; column < rest / wordBits; column++) {
        readTile(data, rest, row, column, tile);
        putTile(tile, start / wordBits + row, start / wordBits + column, padded, words);
      }
  }
  clearBeyond(words, nodes);
  return { nodes, eps, words, degree: degrees(words, nodes, eps) };
}

/** A tile's words: bit r of tile[c] is that at row 32 row + r and column 32 column + c of the band. */
function readTile(data: Float32Array, rest: number, row: number, column: number, tile: Int32Array): void {
  const low = 2 * row * rest + column * wordBits;
  const high = low + rest;
  for (let c = 0; c < wordBits; c++) tile[c] = data[low + c]! | (data[high + c]! << packedRows);
}

/** Writes a tile of the upper triangle and its mirror image; one on the diagonal is made symmetric. */
function putTile(tile: Int32Array, row: number, column: number, padded: number, words: Int32Array): void {
  if (row === column) {
    mirrorUpper(tile);
    words.set(tile, row * padded + row * wordBits);
    return;
  }
  words.set(tile, row * padded + column * wordBits);
  transposeTile(tile);
  words.set(tile, column * padded + row * wordBits);
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

/** Replaces the lower triangle of a tile on the diagonal, bits r > c of tile[c], by the mirrored upper one. */
function mirrorUpper(tile: Int32Array): void {
  for (let c = 0; c < wordBits; c++) tile[c]! &= -1 >>> (wordBits - 1 - c);
  const upper = tile.slice();
  transposeTile(tile);
  for (let c = 0; c < wordBits; c++) tile[c]! |= upper[c]!;
}

/** Clears the bits of what fills the last word up. */
function clearBeyond(words: Int32Array, nodes: number): void {
  const padded = paddedNodes(nodes);
  if (nodes === padded) return;
  for (let start = 0; start < words.length; start += padded) words.fill(0, start + nodes, start + padded);
  const inside = ~(-1 << (nodes % wordBits));
  for (let i = words.length - padded; i < words.length; i++) words[i]! &= inside;
}

function degrees(words: Int32Array, nodes: number, eps: number): Float64Array {
  const padded = paddedNodes(nodes);
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
