import type { Tensor } from './graph.ts';
import * as op from './ops.ts';

/**
 * How far one pixel of x [N, C, H, W] is in the coordinates of `sampleAtPlaces`, [1, 2, 1, 1]: -1 and 1 are the centres of the
 * first and the last pixel.
 */
export function unitsPerPixel(x: Tensor): Tensor {
  const [height, width] = x.shape.slice(2) as [number, number];
  return x.graph.constant([2 / Math.max(width - 1, 1), 2 / Math.max(height - 1, 1)], [1, 2, 1, 1]);
}

/** x [N, C, H, W] at places [N, H, W, 2] of -1 to 1 (x, y), bilinear; places outside take the border's value. */
export const sampleAtPlaces = (x: Tensor, places: Tensor): Tensor =>
  op.gridSample(x, places, { padding: 'border', alignCorners: true });
