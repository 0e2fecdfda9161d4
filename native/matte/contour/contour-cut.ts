import { resizePlaneBilinear } from '../../raster/resample.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../../raster/types.ts';
import { colourBins, colourLogRatio } from './colour-histogram.ts';
import { type ColourSteps, frameColours } from './colour-steps.ts';
import { cropSamples, type Rect } from '../tiles.ts';
import { type BoundaryCosts, minimiseTotalVariation } from './total-variation.ts';

/** Raised when contours come out differently, so that older masks no longer count. */
export const contourCutVersion = 5;

/** What made a soft mask. */
export type SoftMaskOrigin = 'patches' | 'segmenter';

/**
 * What the colours and the soft mask say, against a boundary's cost; chosen by the means of 18 and 5 sequences. A
 * segmenter has seen the pixels: believed no more than patches, its masks would lose thin limbs (dog: J 83.7 to 73.8).
 */
const COLOUR_WEIGHT = 0.12;
const MASK_WEIGHT: Readonly<Record<SoftMaskOrigin, number>> = { patches: 0.8, segmenter: 1.6 };
const BOUNDARY_COST = 2;
/** What a boundary costs at the sharpest edge, of that. */
const LEAST_COST = 0.05;
/** How long to look for a contour: each round judges the colours by what the one before has found. */
export interface ContourEffort {
  readonly rounds: number;
  readonly iterations: number;
}
const WHOLE_EFFORT: ContourEffort = { rounds: 2, iterations: 100 };
/** Enough for a contour that was found in a smaller picture. */
export const FOUND_EFFORT: ContourEffort = { rounds: 1, iterations: 60 };

/** A soft mask that nowhere reaches this holds no object. */
const SOMETHING = 0.3;

/** How far from the soft mask, as a share of the longer side, something that looks like the object may belong to it. */
const REACH = 0.12;
/** What counts as the soft mask there. */
const PRESENT = 0.25;

/** The rectangle around what a soft mask holds, widened by the reach; null where it holds nothing. */
function windowAround(soft: Float32Array, { widthPx, heightPx }: RasterSize): Rect | null {
  let [left, top, right, bottom] = [widthPx, heightPx, -1, -1];
  let most = 0;
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      most = Math.max(most, soft[i]!);
      if (soft[i]! < PRESENT) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (most < SOMETHING) return null;
  const margin = Math.round(REACH * Math.max(widthPx, heightPx));
  [left, top] = [Math.max(left - margin, 0), Math.max(top - margin, 0)];
  [right, bottom] = [Math.min(right + margin, widthPx - 1), Math.min(bottom + margin, heightPx - 1)];
  return { left, top, widthPx: right - left + 1, heightPx: bottom - top + 1 };
}

/** What a boundary costs within a window: where two neighbours differ as much as they do on average, 1/e. */
function boundaryCosts({ right, below, usual }: ColourSteps, widthPx: number, window: Rect): BoundaryCosts {
  const costs = (squared: Float32Array): Float32Array =>
    cropSamples(squared, widthPx, window).map(
      (value) => BOUNDARY_COST * (LEAST_COST + Math.exp(-value / usual)),
    );
  return { right: costs(right), below: costs(below) };
}

/**
 * Draws a soft mask's contour anew by the frame's colours and edges: a minimal cut between what looks like the mask's
 * inside and what looks like its outside (Boykov and Jolly, "Interactive graph cuts", 2001), along sharp edges, near the
 * mask. Ground between legs goes, a limb of the object's colours comes back.
 *
 * @param coarse a soft mask, 0..1, of any resolution; @param size that of the answer, 0..1, nearly binary.
 */
export function contourCut(
  coarse: FloatPlane,
  frame: RgbImage,
  size: RasterSize,
  origin: SoftMaskOrigin,
  { rounds, iterations }: ContourEffort = WHOLE_EFFORT,
): FloatPlane {
  const soft = resizePlaneBilinear(coarse, size).data;
  const window = windowAround(soft, size);
  if (window === null) return { ...size, data: soft };
  const { lab, steps } = frameColours(frame, size);
  const bins = colourBins(lab);
  const costs = boundaryCosts(steps, size.widthPx, window);
  const nearBins = cropSamples(bins, size.widthPx, window);
  const all = soft.map((share) => Math.min(Math.max(share, 0), 1));
  const shares = cropSamples(all, size.widthPx, window);
  const labels = shares.slice();
  const support = new Float32Array(labels.length);
  for (let round = 0; round < rounds; round++) {
    const ratio = colourLogRatio(bins, all);
    for (let i = 0; i < support.length; i++) {
      support[i] = COLOUR_WEIGHT * ratio[nearBins[i]!]! + MASK_WEIGHT[origin] * (shares[i]! - 0.5);
    }
    minimiseTotalVariation(labels, support, costs, window, iterations);
    if (round === 0) all.fill(0);
    for (let y = 0; y < window.heightPx; y++)
      all.set(
        labels.subarray(y * window.widthPx, (y + 1) * window.widthPx),
        (window.top + y) * size.widthPx + window.left,
      );
  }
  return { ...size, data: all };
}
