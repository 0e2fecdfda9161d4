import { failedError } from '../base/errors.ts';
import type { Mask, RgbImage } from '../raster/types.ts';

/**
 * A frame with its mask as straight alpha, [H, W, 4] of 0..255: the colours stay under transparent pixels too, so that
 * no dark rim shows where a tool scales or blurs. Throws where the mask is of another size.
 */
export function rgbaOf({ widthPx, heightPx, data }: RgbImage, mask: Mask): Uint8Array {
  if (mask.widthPx !== widthPx || mask.heightPx !== heightPx)
    throw failedError(
      `A mask has ${mask.widthPx}x${mask.heightPx} pixels, its frame ${widthPx}x${heightPx}; run the clip again.`,
      { stage: 'export' },
    );
  const rgba = new Uint8Array(4 * widthPx * heightPx);
  for (let i = 0, from = 0, to = 0; i < mask.data.length; i++, from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
    rgba[to + 3] = mask.data[i] === 0 ? 0 : 255;
  }
  return rgba;
}

/** A mask as gray levels, 0 or 255, [H, W]. */
export const grayOf = ({ data }: Mask): Uint8Array => data.map((value) => (value === 0 ? 0 : 255));
