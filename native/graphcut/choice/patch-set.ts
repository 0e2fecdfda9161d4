/** A set of patches of a grid: bit b of word w says whether patch 32 w + b belongs to it, [ceil(N / 32)]. */
export interface PatchSet {
  readonly words: Int32Array;
  /** How many patches it holds. */
  readonly size: number;
}

/** The number of bits that are 1. */
function ones(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const sizeOf = (words: Int32Array): number => words.reduce((sum, word) => sum + ones(word), 0);

/** The patches of a soft mask ([N] of 0..1) that are foreground: above one half. */
export function patchSet(soft: ArrayLike<number>): PatchSet {
  const words = new Int32Array(Math.ceil(soft.length / 32));
  for (let node = 0; node < soft.length; node++) if (soft[node]! > 0.5) words[node >> 5]! |= 1 << (node & 31);
  return { words, size: sizeOf(words) };
}

/** Patches that both sets hold. */
export function sharedPatches(a: PatchSet, b: PatchSet): number {
  let shared = 0;
  for (let w = 0; w < a.words.length; w++) shared += ones(a.words[w]! & b.words[w]!);
  return shared;
}

/** Intersection over union of two sets of one grid, 0..1; 1 where both are empty. */
export function patchOverlap(a: PatchSet, b: PatchSet): number {
  const shared = sharedPatches(a, b);
  const union = a.size + b.size - shared;
  return union === 0 ? 1 : shared / union;
}
