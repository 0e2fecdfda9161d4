import { type FrameRange, rangesOf } from '../base/frame-indices.ts';

/** Shares of foreground below and above which a pseudo mask counts as empty or full. */
const EMPTY = 0.0005;
const FULL = 0.9995;

/** What can be learned from a clip's pseudo masks: frames that show both sides, or why there are none. */
export type PseudoMasks =
  | { readonly kind: 'usable'; readonly frames: readonly number[] }
  | { readonly kind: 'useless'; readonly reason: string };

/**
 * Sorts out the frames whose pseudo masks say something; `foreground` is each frame's share of foreground, 0..1. Empty
 * masks are those of frames without structure, full ones those in which everything moves alike: neither tells the
 * object's appearance.
 */
export function usablePseudoMasks(foreground: readonly number[]): PseudoMasks {
  const frames = foreground.flatMap((share, frame) => (share > EMPTY && share < FULL ? [frame] : []));
  if (frames.length > 0) return { kind: 'usable', frames };
  const empty = foreground.every((share) => share <= EMPTY);
  const what = empty ? 'empty' : foreground.every((share) => share >= FULL) ? 'full' : 'empty or full';
  return { kind: 'useless', reason: `all masks of the graph cut are ${what}` };
}

/** Frames of less than so much of what the clip's best tenth reaches are not learned. */
const CONFIDENT = 0.8;

/**
 * Those of `frames` whose confidence (`confidence` holds each frame's, 0..1) is not far below what the clip reaches. A
 * fixed share of the frames would leave out good ones that show the object as no other frame does.
 */
export function confidentFrames(frames: readonly number[], confidence: readonly number[]): number[] {
  const ranked = frames.map((frame) => confidence[frame]!).sort((a, b) => b - a);
  const reached = ranked[Math.floor((ranked.length - 1) / 10)] ?? 0;
  return frames.filter((frame) => confidence[frame]! >= CONFIDENT * reached);
}

/** What a frame counts at least beside its neighbours, whatever its confidence. */
const LEAST_WEIGHT = 0.02;
/** Weights are rounded, so that cache keys do not hang on a last bit. */
const WEIGHT_STEPS = 1000;

/** How much a frame's pseudo mask counts beside its neighbours', by its confidence (0..1). */
export const pseudoMaskWeight = (confidence: number): number =>
  Math.round(WEIGHT_STEPS * (LEAST_WEIGHT + confidence)) / WEIGHT_STEPS;

/** Overlap of the network's masks with those that it learned, below which it has not learned them. */
const LEARNED = 0.4;

/** Soft intersection over union of two soft masks, gray levels 0..255; 1 where both are empty. */
export function softOverlap(a: Uint8Array, b: Uint8Array): number {
  let [intersection, union] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    intersection += Math.min(a[i]!, b[i]!);
    union += Math.max(a[i]!, b[i]!);
  }
  return union === 0 ? 1 : intersection / union;
}

/**
 * Why a network's masks are not to be trusted, or null: they have collapsed, or went their own way, where they overlap
 * too little with the pseudo masks. `overlaps` holds at least one frame's, 0..1.
 */
export function rejectionReason(overlaps: readonly number[]): string | null {
  const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
  if (mean >= LEARNED) return null;
  return `the network has not learned the masks of the graph cut (its own overlap with them by ${Math.round(100 * mean)} %)`;
}

/** Where the network's mask and the cut's overlap by less, they show different things. */
const CONTESTED_BELOW = 0.7;

/**
 * The ranges of a clip's frames, each within one shot, in which the network's masks and the cut's differ so much that only
 * one of them can be right; `overlaps` holds each frame's overlap of both, 0..1, `shotOf` the number of its shot.
 */
export function contestedRanges(overlaps: readonly number[], shotOf: ArrayLike<number>): FrameRange[] {
  const contested = [...overlaps.keys()].filter((index) => overlaps[index]! < CONTESTED_BELOW);
  return rangesOf(contested, (index) => shotOf[index - 1] !== shotOf[index]);
}
