import type { PatchGrid } from '../features/patch-means.ts';
import { flowToRgb } from '../flow/flow-color.ts';
import type { RgbImage } from '../raster/types.ts';
import { readFlow, type StoredFlows } from './stored-flows.ts';

/** The flow to the next frame (else to another neighbour) in the colours of the Middlebury wheel; white without any. */
export function flowPicture(stored: StoredFlows): RgbImage {
  const { size, offsets } = stored;
  const shown = readFlow(stored, offsets.includes(1) ? 1 : offsets[0]!);
  return shown === undefined
    ? { ...size, data: new Uint8Array(3 * size.widthPx * size.heightPx).fill(255) }
    : flowToRgb(shown);
}

/** The eigenvector [N] from its smallest (black) to its largest entry (white), a pixel per patch. */
export function eigenvectorPicture(eigenvector: Float32Array, { rows, cols }: PatchGrid): RgbImage {
  const least = eigenvector.reduce((a, b) => Math.min(a, b), Infinity);
  const span = Math.max(eigenvector.reduce((a, b) => Math.max(a, b), -Infinity) - least, 1e-12);
  const data = new Uint8Array(3 * eigenvector.length);
  eigenvector.forEach((entry, i) => data.fill((255 * (entry - least)) / span, 3 * i, 3 * i + 3));
  return { widthPx: cols, heightPx: rows, data };
}
