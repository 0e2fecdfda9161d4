import { failedError } from '../base/errors.ts';
import type { PatchGrid, RasterSize } from '../raster/types.ts';

/**
 * Means of `channels` planes [C, H, W] over the cells of a patch grid: [N, C], row-major. The raster's sides must be
 * multiples of the grid's; throws otherwise.
 */
export function patchMeans(
  planes: Float32Array,
  channels: number,
  size: RasterSize,
  grid: PatchGrid,
): Float32Array {
  const cellWidth = size.widthPx / grid.cols;
  const cellHeight = size.heightPx / grid.rows;
  if (!Number.isInteger(cellWidth) || !Number.isInteger(cellHeight)) {
    throw failedError(
      `A raster of ${size.widthPx} × ${size.heightPx} pixels does not divide into ${grid.cols} × ${grid.rows} patches.`,
      { stage: 'features' },
    );
  }
  const means = new Float32Array(grid.rows * grid.cols * channels);
  const perCell = 1 / (cellWidth * cellHeight);
  for (let channel = 0; channel < channels; channel++) {
    const plane = channel * size.widthPx * size.heightPx;
    for (let y = 0; y < size.heightPx; y++) {
      const rowStart = plane + y * size.widthPx;
      const nodeRow = Math.floor(y / cellHeight) * grid.cols;
      for (let x = 0; x < size.widthPx; x++) {
        const node = nodeRow + Math.floor(x / cellWidth);
        means[node * channels + channel]! += planes[rowStart + x]! * perCell;
      }
    }
  }
  return means;
}
