import type { RgbImage } from '../raster/types.ts';
import type { BandWidths } from './matte-options.ts';
import { markedPlaces, zoneAround } from './edge-zone.ts';
import { nearestSource, squaredDistance } from './nearest-source.ts';

/** What is certain of a pixel, or that it is not. */
export const BACKGROUND = 0;
export const FOREGROUND = 1;
export const UNKNOWN = 2;

/** Contrast, of 0..255, below which an edge tells nothing about its blur. */
const LEAST_CONTRAST = 24;

/** Pixels of `hard` with one of the other kind beside them. */
export function edgePixels(hard: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const edge = new Uint8Array(hard.length);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (x + 1 < widthPx && hard[i] !== hard[i + 1]) edge[i] = edge[i + 1] = 1;
      if (y + 1 < heightPx && hard[i] !== hard[i + widthPx]) edge[i] = edge[i + widthPx] = 1;
    }
  return edge;
}

/**
 * Over how many pixels the picture changes around a pixel: the contrast in a window divided by the steepest step in it,
 * 1 at a sharp edge. 1 where there is little contrast, too.
 */
function blurWidth({ data, widthPx, heightPx }: RgbImage, x: number, y: number, reach: number): number {
  let darkest = 255;
  let brightest = 0;
  let steepest = 1;
  const right = Math.min(x + reach, widthPx - 2);
  const bottom = Math.min(y + reach, heightPx - 2);
  for (let py = Math.max(0, y - reach); py <= bottom; py++)
    for (let px = Math.max(0, x - reach); px <= right; px++) {
      // Green carries most of what is seen.
      const at = 3 * (py * widthPx + px) + 1;
      const level = data[at]!;
      darkest = Math.min(darkest, level);
      brightest = Math.max(brightest, level);
      const across = Math.abs(data[at + 3]! - level);
      const down = Math.abs(data[at + 3 * widthPx]! - level);
      steepest = Math.max(steepest, across, down);
    }
  const contrast = brightest - darkest;
  return contrast < LEAST_CONTRAST ? 1 : contrast / steepest;
}

/**
 * The unknown band around the edges of `hard` (0 or 1), [H, W] of BACKGROUND, FOREGROUND and UNKNOWN: `sharpPx` on both
 * sides, wider where the picture is blurred, where the object is thinner than the band, and where the soft mask
 * `prior` itself wavers.
 */
export function unknownBand(
  frame: RgbImage,
  hard: Uint8Array,
  prior: Float32Array,
  { sharpPx, widestPx }: BandWidths,
): Uint8Array {
  const { widthPx, heightPx } = frame;
  const band = hard.slice();
  const edge = edgePixels(hard, widthPx, heightPx);
  const zone = zoneAround(markedPlaces(edge), frame, widestPx);
  const nearest = nearestSource(edge, 1, frame, zone);
  // A step that ends outside the window may be steeper than all within, which makes the band a little narrower.
  const leastPx = sharpPx - 2;
  // How far the band reaches from an edge pixel; 0 before it was looked at.
  const reaches = new Uint8Array(hard.length);
  const reachOf = (i: number): number => {
    if (reaches[i] === 0) {
      const blur = blurWidth(frame, i % widthPx, Math.floor(i / widthPx), sharpPx);
      reaches[i] = Math.min(widestPx, sharpPx + 1.5 * (blur - 1));
    }
    return reaches[i]!;
  };
  for (let k = 0; k < zone.length; k += 2)
    for (let i = zone[k]!; i < zone[k + 1]!; i++) {
      const from = nearest[i]!;
      if (from < 0) continue;
      const far = squaredDistance(i, from, widthPx);
      if (far > widestPx * widestPx) continue;
      const wavers = prior[i]! > 0.15 && prior[i]! < 0.85;
      if (wavers || far <= leastPx * leastPx || far <= reachOf(from) ** 2) band[i] = UNKNOWN;
    }
  return band;
}
