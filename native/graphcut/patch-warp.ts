import { sampleBilinear } from '../raster/along-flow.ts';
import type { PatchGrid, SampledFlow } from '../raster/types.ts';

/** Brings soft masks of a neighbouring frame's patches here: `[N]` of 0..1 to `[N]`, 0 where the flow leaves the picture. */
export type PatchWarp = (soft: Float32Array) => Float32Array;

/** The mean of a flow plane over one patch. */
function patchMean(
  data: SampledFlow['data'],
  offset: number,
  widthPx: number,
  [left, top, right, bottom]: readonly [number, number, number, number],
): number {
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) sum += data[offset + y * widthPx + x]!;
  return sum / ((right - left) * (bottom - top));
}

/**
 * Warping along `flow` (from this frame to the neighbour, any resolution) on the patch grid, bilinear, by each patch's
 * mean flow.
 */
export function patchWarp(flow: SampledFlow, { rows, cols }: PatchGrid): PatchWarp {
  const { widthPx, heightPx, data } = flow;
  const nodes = rows * cols;
  const upperLeft = new Int32Array(nodes).fill(-1);
  const shareX = new Float32Array(nodes);
  const shareY = new Float32Array(nodes);
  for (let row = 0, node = 0; row < rows; row++) {
    const [top, bottom] = span(row, rows, heightPx);
    for (let col = 0; col < cols; col++, node++) {
      const [left, right] = span(col, cols, widthPx);
      const box = [left, top, right, bottom] as const;
      const x = col + (patchMean(data, 0, widthPx, box) * cols) / widthPx;
      const y = row + (patchMean(data, widthPx * heightPx, widthPx, box) * rows) / heightPx;
      if (!(x >= -0.5 && y >= -0.5 && x <= cols - 0.5 && y <= rows - 0.5)) continue;
      const [cx, cy] = [Math.min(Math.max(x, 0), cols - 1), Math.min(Math.max(y, 0), rows - 1)];
      upperLeft[node] = Math.floor(cy) * cols + Math.floor(cx);
      shareX[node] = cx - Math.floor(cx);
      shareY[node] = cy - Math.floor(cy);
    }
  }
  return (soft) => {
    const out = new Float32Array(nodes);
    for (let node = 0; node < nodes; node++) {
      const at = upperLeft[node]!;
      if (at < 0) continue;
      const right = (at % cols) + 1 < cols ? 1 : 0;
      const below = at + cols < nodes ? cols : 0;
      out[node] = sampleBilinear(soft, at, right, below, shareX[node]!, shareY[node]!);
    }
    return out;
  };
}

/** The pixels that a patch covers along one side, at least one. */
function span(patch: number, patches: number, sizePx: number): readonly [number, number] {
  const first = Math.min(Math.floor((patch * sizePx) / patches), sizePx - 1);
  return [first, Math.max(first + 1, Math.floor(((patch + 1) * sizePx) / patches))];
}
