import { median } from '../../base/numbers.ts';
import { foregroundShare } from '../../metrics/region-similarity.ts';
import { warpedOverlap } from '../../metrics/temporal-stability.ts';
import { decodeMaskPng } from '../../raster/image-file.ts';
import { resizeMaskNearest } from '../../raster/resample.ts';
import type { Mask } from '../../raster/types.ts';
import type { Shots } from '../../runs/shots.ts';
import { readFlow, type StoredFlows } from '../../runs/stored/stored-flows.ts';

/** What a mask tells by itself and beside its predecessor's. */
export interface MaskMeasures {
  /** Overlap of the mask with its warped predecessor, 0..1; null for the first frame of a shot. */
  readonly stability: number | null;
  /** The mask's share of the picture, 0..1. */
  readonly area: number;
}

/** A mask file, that of the frame before in its shot, and the frame's flows to its neighbours. */
export interface MeasuredFrame {
  readonly mask: Uint8Array;
  /** Null for the first frame of a shot. */
  readonly previous: Uint8Array | null;
  /** With the flow to the frame before, where there is one. */
  readonly flows: StoredFlows;
}

/**
 * Of each frame the overlap of its mask with its predecessor's, warped by the flow there, at the flow's resolution (0..1;
 * null where it has none), and the mask's share of the picture. A file that several frames name is decoded once.
 */
export async function maskMeasuresTask(frames: readonly MeasuredFrame[]): Promise<MaskMeasures[]> {
  const decoded = new Map<Uint8Array, Mask>();
  const open = async (png: Uint8Array): Promise<Mask> => {
    const mask = decoded.get(png) ?? (await decodeMaskPng(png));
    decoded.set(png, mask);
    return mask;
  };
  const measures: MaskMeasures[] = [];
  for (const { mask: png, previous, flows } of frames) {
    const mask = await open(png);
    const area = foregroundShare(mask);
    if (previous === null) {
      measures.push({ stability: null, area });
      continue;
    }
    const [before, now] = [await open(previous), mask].map((each) => resizeMaskNearest(each, flows.size));
    measures.push({ stability: warpedOverlap(before!, now!, readFlow(flows, -1)!), area });
  }
  return measures;
}

/** So many frames at either side tell how large a mask usually is. */
const AROUND = 15;

/**
 * How near each area is to the median of those around it in the same shot, the smaller over the larger: 0..1, 1 where
 * nothing leaps.
 */
export function areaSteadiness(areas: readonly number[], { shotOf }: Pick<Shots, 'shotOf'>): number[] {
  return areas.map((area, index) => {
    const from = Math.max(index - AROUND, 0);
    const near = areas.slice(from, index + AROUND + 1).filter((_, k) => shotOf[from + k] === shotOf[index]);
    const usual = median(near);
    const larger = Math.max(area, usual);
    return larger === 0 ? 1 : Math.min(area, usual) / larger;
  });
}

/**
 * How far each mask can be trusted, 0..1: the geometric mean of how far its cut can be, and of the sharpness of the edges
 * that its contour follows times the steadiness of its area.
 *
 * @param cut the confidence of each frame's cut; @param sharpness see `contourSharpness`.
 */
export function maskConfidences(
  cut: readonly number[],
  sharpness: readonly (number | null)[],
  areas: readonly number[],
  shots: Pick<Shots, 'shotOf'>,
): number[] {
  const steadiness = areaSteadiness(areas, shots);
  return cut.map((trust, index) => Math.sqrt(trust * steadiness[index]! * (sharpness[index] ?? 0)));
}
