import { MOST_LEVEL } from '../raster/gray-levels.ts';
import type { RasterSize } from '../raster/types.ts';
import type { MatteOptions } from './matte-options.ts';
import { cleanMask } from './run-regions.ts';

/**
 * A matte (levels, [H, W] of 0..65535) without the holes and specks, up to the sizes that are asked for, that measuring and
 * smoothing left: cut at one half it has none. Their alpha is mirrored at one half, so that the matte stays soft there.
 */
export function solidMatte(
  levels: Uint16Array,
  { widthPx, heightPx }: RasterSize,
  sizes: Pick<MatteOptions, 'holePx' | 'speckPx'>,
): Uint16Array {
  const mask = new Uint8Array(levels.length);
  for (let i = 0; i < mask.length; i++) mask[i] = levels[i]! >> 15;
  const clean = cleanMask(mask, widthPx, heightPx, sizes);
  if (Buffer.compare(mask, clean) === 0) return levels;
  const solid = levels.slice();
  for (let i = 0; i < solid.length; i++) if (mask[i] !== clean[i]) solid[i] = MOST_LEVEL - solid[i]!;
  // A speck that went may have left a hole: each round has fewer regions.
  return solidMatte(solid, { widthPx, heightPx }, sizes);
}
