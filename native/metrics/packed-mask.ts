import type { Mask, RasterSize } from '../raster/types.ts';

/**
 * A mask with 32 pixels to a word: bit b of word k in a row is the pixel x = 32 k + b. Rows start at a new word,
 * and the bits right of the last column are 0. Counting and shifting whole words is what makes the metrics quick.
 */
export interface PackedMask extends RasterSize {
  readonly wordsPerRow: number;
  /** [H, wordsPerRow], row-major. */
  readonly words: Int32Array;
}

/** An all-background packed mask of this size. */
export function emptyPackedMask({ widthPx, heightPx }: RasterSize): PackedMask {
  const wordsPerRow = Math.ceil(widthPx / 32);
  return { widthPx, heightPx, wordsPerRow, words: new Int32Array(heightPx * wordsPerRow) };
}

/** Packs a mask of zeros and ones. */
export function packMask(mask: Mask): PackedMask {
  const packed = emptyPackedMask(mask);
  const wholeWords = mask.widthPx >> 5;
  let index = 0;
  for (let y = 0; y < mask.heightPx; y++) {
    const rowEnd = (y + 1) * mask.widthPx;
    const row = y * packed.wordsPerRow;
    for (let k = 0; k < wholeWords; k++, index += 32) packed.words[row + k] = wordAt(mask.data, index);
    if (index < rowEnd) packed.words[row + wholeWords] = wordTail(mask.data, index, rowEnd);
    index = rowEnd;
  }
  return packed;
}

/** The 32 pixels from `start` as one word; eight at a time, which engines compile to straight code. */
function wordAt(data: Uint8Array, start: number): number {
  let word = 0;
  for (let bit = 0; bit < 32; bit += 8) {
    const i = start + bit;
    const low = data[i]! | (data[i + 1]! << 1) | (data[i + 2]! << 2) | (data[i + 3]! << 3);
    const high = data[i + 4]! | (data[i + 5]! << 1) | (data[i + 6]! << 2) | (data[i + 7]! << 3);
    word |= (low | (high << 4)) << bit;
  }
  return word;
}

function wordTail(data: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let i = start; i < end; i++) word |= data[i]! << (i - start);
  return word;
}

/** The number of ones in a 32-bit word. */
export function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The number of foreground pixels. */
export function packedArea({ words }: PackedMask): number {
  let area = 0;
  for (let i = 0; i < words.length; i++) area += countOnes(words[i]!);
  return area;
}

/** The number of pixels that are foreground in both masks, which have one size. */
export function packedOverlap(a: PackedMask, b: PackedMask): number {
  let area = 0;
  for (let i = 0; i < a.words.length; i++) area += countOnes(a.words[i]! & b.words[i]!);
  return area;
}
