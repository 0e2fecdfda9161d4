import { resizePlaneArea } from '../../raster/resample.ts';
import type { Mask } from '../../raster/types.ts';
import type { FrameColours } from './colour-steps.ts';

/**
 * How sharp the edges of a frame are that a mask's contour follows, 0..1: 0 in flat colour, 1 - 1/e where colours change
 * as much as they do on average, near 1 along clear outlines; null where the mask has no contour.
 *
 * @param colours the frame's, at a size no larger than the mask's, at which both are compared.
 */
export function contourSharpness(mask: Mask, { size, steps }: FrameColours): number | null {
  const { widthPx, heightPx } = size;
  const share = resizePlaneArea({ ...mask, data: Float32Array.from(mask.data) }, size).data;
  const inside = (i: number): boolean => share[i]! >= 0.5;
  const { right, below, usual } = steps;
  let [sum, count] = [0, 0];
  const pass = (squared: number): void => {
    sum += 1 - Math.exp(-squared / usual);
    count++;
  };
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (x + 1 < widthPx && inside(i) !== inside(i + 1)) pass(right[i]!);
      if (y + 1 < heightPx && inside(i) !== inside(i + widthPx)) pass(below[i]!);
    }
  return count === 0 ? null : sum / count;
}
