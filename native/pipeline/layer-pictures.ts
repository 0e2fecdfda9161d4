import { eigenvectorColors } from '../api/media-url.ts';
import type { PatchGrid } from '../features/patch-means.ts';
import { flowToRgb } from '../flow/flow-color.ts';
import type { RgbImage } from '../raster/types.ts';
import { readFlow, type StoredFlows } from '../runs/stored-flows.ts';

/** The flow to the next frame (else to another neighbour) in the colours of the Middlebury wheel; white without any. */
export function flowPicture(stored: StoredFlows): RgbImage {
  const { size, offsets } = stored;
  const shown = readFlow(stored, offsets.includes(1) ? 1 : offsets[0]!);
  return shown === undefined
    ? { ...size, data: new Uint8Array(3 * size.widthPx * size.heightPx).fill(255) }
    : flowToRgb(shown);
}

/**
 * The eigenvector [N] in diverging colours, a pixel per patch: 0 is neutral, and both signs have the same scale, so that equal
 * colours are equally far from 0.
 */
export function eigenvectorPicture(eigenvector: Float32Array, { rows, cols }: PatchGrid): RgbImage {
  const farthest = eigenvector.reduce((most, entry) => Math.max(most, Math.abs(entry)), 1e-12);
  const data = new Uint8Array(3 * eigenvector.length);
  eigenvector.forEach((entry, i) => data.set(divergingColor(entry / farthest), 3 * i));
  return { widthPx: cols, heightPx: rows, data };
}

/** The colour of `value`, -1..1, between the two nearest of `eigenvectorColors`. */
function divergingColor(value: number): number[] {
  const last = eigenvectorColors.length - 1;
  const place = ((value + 1) / 2) * last;
  const below = Math.min(Math.floor(place), last - 1);
  const [low, high] = [eigenvectorColors[below]!, eigenvectorColors[below + 1]!];
  return low.map((channel, c) => Math.round(channel + (place - below) * (high[c]! - channel)));
}
