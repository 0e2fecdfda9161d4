import type { RgbImage } from '../raster/types.ts';
import { colourAlpha } from './colour-alpha.ts';
import type { BandWidths } from './matte-options.ts';
import { trustedFilter } from './trusted-filter.ts';
import { UNKNOWN, unknownBand } from './unknown-band.ts';

/** What a tile's matte is made of: its pixels, the mask cleaned of holes and specks, and the soft mask. */
export interface MatteTile {
  readonly frame: RgbImage;
  /** 0 or 1, [H, W]. */
  readonly hard: Uint8Array;
  /** The soft mask at the frame's resolution, about 0..1, [H, W]. */
  readonly prior: Float32Array;
}

/** How much of the band's width the filter's window reaches to each side. */
const WINDOW_SHARE = 0.45;

/** The measured alpha of a tile, 0..1, [H, W], before any adjustment of its edge. */
export function matteTile(
  { frame, hard, prior }: MatteTile,
  widths: BandWidths,
  detail: number,
): Float32Array {
  const band = unknownBand(frame, hard, prior, widths);
  const measured = colourAlpha(frame, band, prior, widths.sharpPx);
  const filtered = trustedFilter(frame, measured, Math.max(2, Math.round(WINDOW_SHARE * widths.sharpPx)));
  const alpha = new Float32Array(hard.length);
  for (let i = 0; i < alpha.length; i++) {
    if (band[i] !== UNKNOWN) {
      alpha[i] = band[i]!;
      continue;
    }
    const soft = Math.min(Math.max(prior[i]!, 0), 1);
    const smooth = Math.min(Math.max(filtered[i]!, 0), 1);
    const trust = measured.trust[i]!;
    const found = smooth + 0.5 * trust * (measured.alpha[i]! - smooth);
    alpha[i] = soft + detail * (found - soft);
  }
  return alpha;
}
