import { warpedOverlap } from '../metrics/temporal-stability.ts';
import { decodeMaskPng } from '../raster/image-file.ts';
import { resizeMaskNearest } from '../raster/resample.ts';
import { readFlow, type StoredFlows } from './stored-flows.ts';

/** What a mask tells by itself and beside its predecessor's. */
export interface MaskMeasures {
  /** Overlap of the mask with its warped predecessor, 0..1; null for the first frame of a shot. */
  readonly stability: number | null;
  /** The mask's share of the picture, 0..1. */
  readonly area: number;
}

/**
 * The overlap of a mask file with its predecessor's, warped by the flow there, at the flow's resolution (0..1; null
 * where it has none), and the mask's share of the picture.
 */
export async function maskMeasuresTask(task: {
  readonly mask: Uint8Array;
  readonly previous: Uint8Array | null;
  readonly flows: StoredFlows;
}): Promise<MaskMeasures> {
  const { previous, flows } = task;
  const mask = await decodeMaskPng(task.mask);
  const area = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length;
  if (previous === null) return { stability: null, area };
  const [before, now] = [await decodeMaskPng(previous), mask].map((each) =>
    resizeMaskNearest(each, flows.size),
  );
  return { stability: warpedOverlap(before!, now!, readFlow(flows, -1)!), area };
}
