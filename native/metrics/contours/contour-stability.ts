import type { Mask } from '../../raster/types.ts';
import { meanMatchingCost } from './contour-matching.ts';
import { contourPoints } from './contour-polygon.ts';
import { contextDistances, shapeContexts, type ShapeContexts } from './shape-context.ts';
import { meanOfKnown } from '../statistics.ts';

/** The toolkit multiplies the mean, so that T has about the range of J and F. */
const SCALE = 5;

/** The shape of a mask, as T compares it; null for a mask without foreground. */
export const maskShape = (mask: Mask): ShapeContexts | null => {
  const points = contourPoints(mask);
  return points === null ? null : shapeContexts(points);
};

/**
 * The instability of one step between two frames' shapes, 0..1 and 0 where they are the same: the mean cost of matching
 * their contours by shape contexts (DAVIS 2016, section 4.3; toolkit `t_stability`). NaN where a mask is empty.
 */
export function contourInstability(previous: ShapeContexts | null, next: ShapeContexts | null): number {
  if (previous === null || next === null) return NaN;
  const costs = contextDistances(previous, next);
  return meanMatchingCost({ rows: previous.count, cols: next.count, costs });
}

/** Temporal (in-)stability T of a sequence from the instability of each step: five times their mean, NaN left out. */
export const sequenceInstability = (steps: readonly number[]): number => SCALE * meanOfKnown(steps);
