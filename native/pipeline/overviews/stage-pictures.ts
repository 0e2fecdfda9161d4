import { eigenvectorColors } from '../../api/media-url.ts';
import { diffColors } from '../../base/diff-colors.ts';
import { flowToRgb } from '../../flow/flow-color.ts';
import type { Mask, PatchGrid, RgbImage } from '../../raster/types.ts';
import { readFlow, type StoredFlows } from '../../runs/stored/stored-flows.ts';

/**
 * The flow to the next frame, at a shot's end to the previous one, in the colours of the Middlebury wheel (paper,
 * section 2.1); at rest, white, where there is none.
 */
export function flowPicture(stored: StoredFlows): RgbImage {
  const shown = readFlow(stored, 1) ?? readFlow(stored, -1);
  const { size } = stored;
  return flowToRgb(shown ?? { ...size, data: new Float32Array(2 * size.widthPx * size.heightPx) });
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

/**
 * What changed from one mask to another, as pixels of three channels or, with alpha, four: gained, lost and kept foreground in
 * `diffColors`, 0 elsewhere.
 */
export function changePixels(before: Mask, after: Mask, channels: 3 | 4): Uint8Array {
  const data = new Uint8Array(channels * after.data.length);
  after.data.forEach((isNow, i) => {
    const was = before.data[i]!;
    if (isNow === 0 && was === 0) return;
    data.set(diffColors[isNow === 0 ? 'lost' : was === 0 ? 'gained' : 'kept'], channels * i);
    if (channels === 4) data[4 * i + 3] = 255;
  });
  return data;
}
