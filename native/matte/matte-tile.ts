import type { RgbImage } from '../raster/types.ts';
import { colourAlpha } from './colours/colour-alpha.ts';
import type { BandWidths } from './matte-options.ts';
import { type Rect, widened } from './tiles.ts';
import { FILTER_REACH_PX, trustedFilter } from './trusted-filter.ts';
import { UNKNOWN, unknownBand } from './unknown-band.ts';

/** What a tile's matte is made of: its pixels, the mask cleaned of holes and specks, and the soft mask. */
export interface MatteTile {
  readonly frame: RgbImage;
  /** 0 or 1, [H, W]. */
  readonly hard: Uint8Array;
  /** The soft mask at the frame's resolution, about 0..1, [H, W]. */
  readonly prior: Float32Array;
  /** The pixels that are asked for. */
  readonly within: Rect;
}

/** The measured alpha of a tile, 0..1, [H, W], before any adjustment of its edge; the mask outside of what is asked for. */
export function matteTile(
  { frame, hard, prior, within }: MatteTile,
  widths: BandWidths,
  detail: number,
): Float32Array {
  const band = unknownBand(frame, hard, prior, widths);
  const measured = colourAlpha(frame, band, prior, widths.sharpPx, widened(within, FILTER_REACH_PX, frame));
  const filtered = trustedFilter(frame, measured, band, within);
  const alpha = new Float32Array(hard);
  for (let y = within.top; y < within.top + within.heightPx; y++)
    for (let x = within.left; x < within.left + within.widthPx; x++) {
      const i = y * frame.widthPx + x;
      if (band[i] !== UNKNOWN) continue;
      const soft = Math.min(Math.max(prior[i]!, 0), 1);
      const smooth = Math.min(Math.max(filtered[i]!, 0), 1);
      const trust = measured.trust[i]!;
      const found = smooth + 0.5 * trust * (measured.alpha[i]! - smooth);
      alpha[i] = soft + detail * (found - soft);
    }
  return alpha;
}
