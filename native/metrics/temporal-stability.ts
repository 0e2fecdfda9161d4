import { failedError } from '../base/errors.ts';
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
  const { widthPx, heightPx } = mask;
  const pixels = widthPx * heightPx;
  let intersection = 0;
  let union = 0;
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const before = sampleMask(previous, x + flow.data[i]!, y + flow.data[pixels + i]!);
      if (Number.isNaN(before)) continue;
      const isBefore = before >= 0.5;
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

/** The mask between its pixels, 0..1; NaN outside the picture. */
function sampleMask({ widthPx, heightPx, data }: Mask, x: number, y: number): number {
  if (!(x >= 0 && y >= 0 && x <= widthPx - 1 && y <= heightPx - 1)) return NaN;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = Math.min(left + 1, widthPx - 1);
  const bottom = Math.min(top + 1, heightPx - 1) * widthPx;
  const fx = x - left;
  const fy = y - top;
  const upper = data[top * widthPx + left]! * (1 - fx) + data[top * widthPx + right]! * fx;
  const lower = data[bottom + left]! * (1 - fx) + data[bottom + right]! * fx;
  return upper * (1 - fy) + lower * fy;
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
