import { FlowPlace, sampleBilinear } from '../raster/along-flow.ts';
import { boxMeans } from '../raster/box-sums.ts';
import type { FlowField, RgbImage } from '../raster/types.ts';

/** Raised when the same soft masks are filtered differently, so that older ones no longer count. */
export const temporalFilterVersion = 1;

/** A frame and its soft mask, both of the flow's size. */
export interface SeenMask {
  readonly frame: RgbImage;
  /** Shares of foreground, [H * W] of 0..255. */
  readonly shares: Uint8Array;
}

/** Colours that differ by this many levels of RGB, root of the sum of squares, count for e^(-1/2). */
const SIGMA_COLOUR = 15;
/** The difference is that of a window around, this many pixels to each side: one pixel alone can match by chance. */
const WINDOW_PX = 2;

/**
 * A soft mask filtered over time along the motion, by colours (a motion-compensated bilateral filter): the mean with what
 * its neighbours show where the flow leads, each weighted by how alike both frames look there. So what one frame lost comes
 * back from those around, and where the flow is wrong nothing is taken over. [H * W] of 0..255.
 *
 * @param neighbours with the flow from the frame to each.
 */
export function temporallyFiltered(
  { frame, shares }: SeenMask,
  neighbours: readonly (SeenMask & { readonly flow: FlowField })[],
): Uint8Array {
  const { widthPx, heightPx } = frame;
  const pixels = widthPx * heightPx;
  const sum = Float32Array.from(shares);
  const total = new Float32Array(pixels).fill(1);
  const [there, squared] = [new Float32Array(pixels), new Float32Array(pixels)];
  for (const { frame: other, shares: from, flow } of neighbours) {
    const place = new FlowPlace(flow);
    for (let y = 0, i = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++, i++) {
        place.follow(x, y);
        const { at, right, below, fx, fy } = place;
        there[i] = sampleBilinear(from, at, right, below, fx, fy);
        squared[i] = 0;
        for (let c = 0; c < 3; c++) {
          const colour = sampleBilinear(other.data, 3 * at + c, 3 * right, 3 * below, fx, fy);
          squared[i]! += (frame.data[3 * i + c]! - colour) ** 2;
        }
      }
    const near = boxMeans(squared, widthPx, heightPx, WINDOW_PX);
    for (let i = 0; i < pixels; i++) {
      const weight = Math.exp(near[i]! / (-2 * SIGMA_COLOUR ** 2));
      sum[i]! += weight * there[i]!;
      total[i]! += weight;
    }
  }
  return Uint8Array.from(sum, (value, i) => Math.round(value / total[i]!));
}
