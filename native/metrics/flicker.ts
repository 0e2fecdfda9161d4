import { countOnes, packedArea, type PackedMask } from './packed-mask.ts';

/** Pixels of `mask` that differ from the frame before and the frame after, which agree there. */
function blinkingPixels(before: PackedMask, mask: PackedMask, after: PackedMask): number {
  let pixels = 0;
  for (let i = 0; i < mask.words.length; i++) {
    const others = before.words[i]!;
    pixels += countOnes((mask.words[i]! ^ others) & ~(others ^ after.words[i]!));
  }
  return pixels;
}

/**
 * How much a sequence of masks of one size flickers: pixels that are foreground, or background, in one frame alone, as a
 * share of all foreground; 0 where none are. Null for fewer than three masks and for masks without foreground.
 */
export function flicker(masks: readonly PackedMask[]): number | null {
  if (masks.length < 3) return null;
  const inner = masks.slice(1, -1);
  const area = inner.reduce((sum, mask) => sum + packedArea(mask), 0);
  if (area === 0) return null;
  const blinking = inner.reduce((sum, mask, i) => sum + blinkingPixels(masks[i]!, mask, masks[i + 2]!), 0);
  return blinking / area;
}
