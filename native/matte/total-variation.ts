import type { RasterSize } from '../raster/types.ts';

/** How much a boundary costs between each pixel and the one right of it, and the one below it: [H, W] each. */
export interface BoundaryCosts {
  readonly right: Float32Array;
  readonly below: Float32Array;
}

/** Step sizes of the primal and dual updates: their product times 8, the squared norm of the gradient, is 1. */
const STEP = 1 / Math.sqrt(8);

/**
 * Minimises Σ cost · |difference of neighbours| - Σ support · u over 0 ≤ u ≤ 1, in place of `labels`: the convex form of
 * the binary cut, whose minimiser cut at one half is a minimal cut (Chan, Esedoglu and Nikolova, 2006), by the primal-dual
 * iteration of Chambolle and Pock (2011).
 *
 * @param labels [H, W] of 0..1, where to begin; @param support [H, W], positive for 1.
 */
export function minimiseTotalVariation(
  labels: Float32Array,
  support: Float32Array,
  { right, below }: BoundaryCosts,
  { widthPx, heightPx }: RasterSize,
  iterations: number,
): void {
  const pixels = widthPx * heightPx;
  // A line of zeros above, so that the first line needs no case of its own.
  const dualX = new Float32Array(pixels);
  const dualY = new Float32Array(pixels + widthPx);
  const ahead = labels.slice();
  for (let k = 0; k < iterations; k++)
    for (let y = 0, i = 0; y < heightPx; y++) {
      const last = i + widthPx - 1;
      const lowest = y === heightPx - 1;
      let before = 0;
      for (; i <= last; i++) {
        const here = ahead[i]!;
        let x = 0;
        if (i < last) {
          const cost = right[i]!;
          x = dualX[i]! + STEP * (ahead[i + 1]! - here);
          x = x > cost ? cost : x < -cost ? -cost : x;
          dualX[i] = x;
        }
        let down = 0;
        if (!lowest) {
          const cost = below[i]!;
          down = dualY[i + widthPx]! + STEP * (ahead[i + widthPx]! - here);
          down = down > cost ? cost : down < -cost ? -cost : down;
          dualY[i + widthPx] = down;
        }
        const old = labels[i]!;
        const moved = old + STEP * (x - before + down - dualY[i]! + support[i]!);
        const value = moved > 1 ? 1 : moved < 0 ? 0 : moved;
        labels[i] = value;
        ahead[i] = 2 * value - old;
        before = x;
      }
    }
}
