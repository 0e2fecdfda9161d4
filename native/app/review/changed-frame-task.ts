import { meanOf } from '../../base/numbers.ts';
import { foregroundChange, frameConfidence } from '../../graphcut/frame-confidence.ts';
import { frameColours } from '../../matte/contour/colour-steps.ts';
import { contourSharpness } from '../../matte/contour/contour-sharpness.ts';
import {
  maskMeasuresTask,
  type MaskMeasures,
  type MeasuredFrame,
} from '../../pipeline/masks/mask-measures.ts';
import { decodeFloat16 } from '../../raster/float16.ts';
import { decodeMaskPng } from '../../raster/image-file.ts';
import { resizePlaneArea } from '../../raster/resample.ts';
import type { PatchGrid, RasterSize, RgbImage } from '../../raster/types.ts';
import { sampledFlow } from '../../runs/stored/stored-flows.ts';

/** What the confidence in a mask is measured by. */
export interface ConfidenceEvidence {
  readonly frame: RgbImage;
  /** The size at which the contour's sharpness is measured. */
  readonly working: RasterSize;
  readonly grid: PatchGrid;
  /** Float16 [N]. */
  readonly salience: Uint8Array;
  /** The mask files of the neighbours to which there is flow, by their distance in frames. */
  readonly neighbours: readonly { readonly offset: number; readonly mask: Uint8Array }[];
}

/** A frame whose mask is no longer the run's; null evidence where its confidence is not asked for or cannot be told. */
export interface ChangedFrame extends MeasuredFrame {
  readonly evidence: ConfidenceEvidence | null;
}

/** What a changed mask tells: as a run's measures, and the two parts of its confidence (see `maskConfidences`). */
export interface ChangedMeasures extends MaskMeasures {
  /** As of a cut, 0..1, from the mask brought to the patches; null where it cannot be told. */
  readonly trust: number | null;
  readonly sharpness: number | null;
}

/** How far each patch is foreground, [N] of 0..1. */
async function patchesOf(png: Uint8Array, { rows, cols }: PatchGrid): Promise<Float32Array> {
  const { data, ...size } = await decodeMaskPng(png);
  const plane = { ...size, data: Float32Array.from(data) };
  return resizePlaneArea(plane, { widthPx: cols, heightPx: rows }).data;
}

/** Measures a mask that a person changed as a run measures its own. */
export async function changedFrameTask(changed: ChangedFrame): Promise<ChangedMeasures> {
  const { evidence, mask, flows } = changed;
  const [measures] = await maskMeasuresTask([changed]);
  if (evidence === null) return { ...measures!, trust: null, sharpness: null };
  const { frame, working, grid, salience, neighbours } = evidence;
  const foreground = await patchesOf(mask, grid);
  const agreements: number[] = [];
  for (const { offset, mask: png } of neighbours) {
    const flow = sampledFlow(flows, offset);
    if (flow === undefined) continue;
    agreements.push(foregroundChange(foreground, await patchesOf(png, grid), flow, grid).agreement);
  }
  const agreement = agreements.length === 0 ? 1 : meanOf(agreements);
  const trust = frameConfidence({ foreground, salience: decodeFloat16(salience), agreement }, grid);
  const sharpness = contourSharpness(await decodeMaskPng(mask), frameColours(frame, working));
  return { ...measures!, trust, sharpness };
}
