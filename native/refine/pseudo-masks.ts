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
