import { emptyPackedMask, type PackedMask } from './packed-mask.ts';

/**
 * Dilation by the disk of integer radius r (dx² + dy² ≤ r², skimage's `disk(r)`), exact: a row of the disk is a
 * horizontal run of half-width ⌊√(r² - dy²)⌋, so each source row is widened step by step, from the disk's tip to
 * its equator, and each widening is merged into the two rows at that distance. Words that cannot be reached are
 * skipped.
 */
export function dilateByDisk(source: PackedMask, radiusPx: number): PackedMask {
  const result = emptyPackedMask(source);
  const run = new Int32Array(source.wordsPerRow);
  for (let y = 0; y < source.heightPx; y++) spreadRow(result, run, source, y, radiusPx);
  clearBeyondLastColumn(result);
  return result;
}

/** Merges the disk around every pixel of row y into `into`; `run` is scratch of one row. */
function spreadRow(into: PackedMask, run: Int32Array, source: PackedMask, y: number, radiusPx: number): void {
  const occupied = occupiedSpan(source, y);
  if (occupied === null) return;
  const { first, last } = widenedSpan(occupied, radiusPx, source.wordsPerRow);
  const row = y * source.wordsPerRow;
  for (let k = first; k <= last; k++) run[k] = source.words[row + k]!;
  let halfWidth = 0;
  for (let dy = radiusPx; dy >= 0; dy--) {
    const target = Math.floor(Math.sqrt(radiusPx * radiusPx - dy * dy));
    while (halfWidth < target) halfWidth += widenRun(run, first, last, widestStep(halfWidth, target));
    mergeRow(into, y - dy, run, first, last);
    if (dy > 0) mergeRow(into, y + dy, run, first, last);
  }
}

/** First and last word of a row, both inclusive. */
interface Span {
  readonly first: number;
  readonly last: number;
}

function occupiedSpan({ words, wordsPerRow }: PackedMask, y: number): Span | null {
  const row = y * wordsPerRow;
  let first = 0;
  while (first < wordsPerRow && words[row + first] === 0) first++;
  if (first === wordsPerRow) return null;
  let last = wordsPerRow - 1;
  while (words[row + last] === 0) last--;
  return { first, last };
}

function widenedSpan({ first, last }: Span, radiusPx: number, wordsPerRow: number): Span {
  const reach = Math.ceil(radiusPx / 32);
  return { first: Math.max(0, first - reach), last: Math.min(wordsPerRow - 1, last + reach) };
}

/** A run of 2h + 1 pixels and its two copies shifted by s leave no gap while s ≤ 2h + 1; words shift by at most 31. */
const widestStep = (halfWidth: number, target: number): number =>
  Math.min(2 * halfWidth + 1, target - halfWidth, 31);

/** Widens every run of ones by stepPx (1..31) on both sides, and gives stepPx back. */
function widenRun(run: Int32Array, first: number, last: number, stepPx: number): number {
  const carry = 32 - stepPx;
  let previous = 0;
  let word = run[first]!;
  for (let k = first; k <= last; k++) {
    const next = k < last ? run[k + 1]! : 0;
    run[k] = word | (word << stepPx) | (word >>> stepPx) | (previous >>> carry) | (next << carry);
    previous = word;
    word = next;
  }
  return stepPx;
}

function mergeRow(into: PackedMask, y: number, run: Int32Array, first: number, last: number): void {
  if (y < 0 || y >= into.heightPx) return;
  const row = y * into.wordsPerRow;
  const words = into.words;
  for (let k = first; k <= last; k++) words[row + k]! |= run[k]!;
}

function clearBeyondLastColumn({ words, wordsPerRow, widthPx }: PackedMask): void {
  const used = widthPx & 31;
  if (used === 0) return;
  const keep = (1 << used) - 1;
  for (let i = wordsPerRow - 1; i < words.length; i += wordsPerRow) words[i]! &= keep;
}
