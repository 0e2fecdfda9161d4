import { failedError } from '../base/errors.ts';
import { FlowPlace } from '../raster/along-flow.ts';
import type { FlowField, Mask } from '../raster/types.ts';
import { meanOfKnown } from './statistics.ts';

/** How well a clip's masks follow the motion: one value per pair of neighbours, and their mean, each 0..1. */
export interface TemporalStability {
  readonly mean: number;
  readonly perPair: readonly number[];
}

/**
 * Intersection over union of a mask with its predecessor brought to it: `warped(p) = previous(p + flow(p))`, bilinear,
 * foreground from one half, with `flow` from this frame to the previous one. Points that come from outside the
 * picture say nothing and are left out; 1 where neither has foreground. Throws where the sizes differ.
 */
export function warpedOverlap(previous: Mask, mask: Mask, flow: FlowField): number {
  checkSizes(previous, mask, flow);
  const { data: from } = previous;
  let intersection = 0;
  let union = 0;
  const place = new FlowPlace(flow);
  for (let y = 0, i = 0; y < mask.heightPx; y++)
    for (let x = 0; x < mask.widthPx; x++, i++) {
      place.follow(x, y);
      if (!place.isInside) continue;
      const { at, right, below, fx, fy } = place;
      const upper = from[at]! * (1 - fx) + from[at + right]! * fx;
      const lower = from[at + below]! * (1 - fx) + from[at + below + right]! * fx;
      const isBefore = upper * (1 - fy) + lower * fy >= 0.5;
      const isNow = mask.data[i] !== 0;
      if (isBefore && isNow) intersection++;
      if (isBefore || isNow) union++;
    }
  return union === 0 ? 1 : intersection / union;
}

/**
 * Temporal stability of a clip's masks: `flows[t]` is the flow from frame t + 1 to frame t. A clip of one frame
 * has no pair to contradict it and is perfectly stable.
 */
export function temporalStability(masks: readonly Mask[], flows: readonly FlowField[]): TemporalStability {
  if (flows.length !== Math.max(0, masks.length - 1))
    throw failedError(
      `${masks.length} masks need one flow between neighbours each, but ${flows.length} came; ` +
        'compute the flow of every pair.',
      { stage: 'metrics' },
    );
  const perPair = flows.map((flow, t) => warpedOverlap(masks[t]!, masks[t + 1]!, flow));
  return { perPair, mean: perPair.length === 0 ? 1 : meanOfKnown(perPair) };
}

function checkSizes(previous: Mask, mask: Mask, flow: FlowField): void {
  for (const [name, raster] of [
    ['its predecessor', previous],
    ['its flow', flow],
  ] as const)
    if (raster.widthPx !== mask.widthPx || raster.heightPx !== mask.heightPx)
      throw failedError(
        `A mask is ${mask.widthPx} × ${mask.heightPx} but ${name} is ${raster.widthPx} × ${raster.heightPx}; ` +
          'bring both to one size.',
        { stage: 'metrics' },
      );
}
