import type { FlowField, RgbImage } from '../raster/types.ts';

/** A frame with its matte as levels, [H, W] of 0..65535. */
export interface MattedFrame {
  readonly frame: RgbImage;
  readonly alpha: Uint16Array;
}

/** A neighbour in time, and the flow that leads to it from the frame which is smoothed, at any size. */
export interface TemporalNeighbour extends MattedFrame {
  readonly offset: number;
  readonly flow: FlowField;
}

/** Difference of colours, of 0..255, from which a point is no longer taken for the same one. */
const SAME_POINT = 22;

/**
 * Smooths a matte over time: each pixel becomes the mean of itself and of the points that the flow leads to in the frames
 * before and after, as far as these have its colour. Neighbours count alike on both sides, so nothing lags behind.
 *
 * @param amount 0 leaves the matte as it is, 1 gives the nearest neighbours the same say as the frame itself.
 * @returns [H, W] of 0..65535.
 */
export function smoothOverTime(
  { frame, alpha }: MattedFrame,
  neighbours: readonly TemporalNeighbour[],
  amount: number,
): Uint16Array {
  const { widthPx, heightPx, data } = frame;
  if (amount === 0 || neighbours.length === 0) return alpha;
  const smooth = alpha.slice();
  const scales = neighbours.map(({ flow }) => ({
    x: flow.widthPx / widthPx,
    y: flow.heightPx / heightPx,
    plane: flow.widthPx * flow.heightPx,
  }));
  const tolerance = 1 / (2 * SAME_POINT * SAME_POINT);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const own = alpha[i]!;
      let sum = own;
      let weights = 1;
      for (let k = 0; k < neighbours.length; k++) {
        const { flow, frame: other, alpha: others, offset } = neighbours[k]!;
        const scale = scales[k]!;
        const fx = Math.min(Math.floor(x * scale.x), flow.widthPx - 1);
        const fy = Math.min(Math.floor(y * scale.y), flow.heightPx - 1);
        const at = fy * flow.widthPx + fx;
        const px = Math.round(x + flow.data[at]! / scale.x);
        const py = Math.round(y + flow.data[scale.plane + at]! / scale.y);
        if (px < 0 || py < 0 || px >= widthPx || py >= heightPx) continue;
        const j = py * widthPx + px;
        // Nearly everywhere nothing changes, and no colour has to be looked at.
        if (others[j] === own) {
          sum += own;
          weights++;
          continue;
        }
        const dr = data[3 * i]! - other.data[3 * j]!;
        const dg = data[3 * i + 1]! - other.data[3 * j + 1]!;
        const db = data[3 * i + 2]! - other.data[3 * j + 2]!;
        const alike = Math.exp(-(dr * dr + dg * dg + db * db) * tolerance);
        const weight = (amount * alike) / Math.abs(offset);
        sum += weight * others[j]!;
        weights += weight;
      }
      smooth[i] = Math.round(sum / weights);
    }
  return smooth;
}
