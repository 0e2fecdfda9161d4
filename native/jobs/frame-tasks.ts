import { embeddedAppearance } from '../features/embedded-appearance.ts';
import {
  embeddedMotion,
  jointMotion,
  type MotionField,
  motionField,
  type OffsetFlow,
  patchSalience,
} from '../features/embedded-motion.ts';
import type { PatchGrid } from '../features/patch-means.ts';
import { binariseMask, guidedUpsample } from '../matte/guided-upsampling.ts';
import { decodeFloat16, encodeFloat16 } from '../raster/float16.ts';
import { decodeMaskPng, encodeMaskPng } from '../raster/image-file.ts';
import { resizeRgbArea } from '../raster/resample.ts';
import type { FlowField, Mask, RasterSize, RgbImage } from '../raster/types.ts';
import { drawOverlay } from '../video/draw-overlay.ts';

/** A frame's flows as they lie in the cache: float16, [offsets, 2, H, W]. */
export interface StoredFlows {
  readonly offsets: readonly number[];
  readonly size: RasterSize;
  readonly bytes: Uint8Array;
}

/** Motion features as float16 [N, D], and the patches' salience [N]. */
export interface StoredMotion {
  readonly features: Uint8Array;
  readonly salience: Uint8Array;
}

/** The flow to the neighbour at `offset` from its cached bytes; undefined where there is no such neighbour. */
export function readFlow({ offsets, size, bytes }: StoredFlows, offset: number): FlowField | undefined {
  const at = offsets.indexOf(offset);
  if (at < 0) return undefined;
  const length = bytes.byteLength / offsets.length;
  return { ...size, data: decodeFloat16(bytes.subarray(at * length, (at + 1) * length)) };
}

/** The flows of one frame from their cached bytes. */
export const readFlows = (stored: StoredFlows): OffsetFlow[] =>
  stored.offsets.map((offset) => ({ offset, flow: readFlow(stored, offset)! }));

/** Embedded appearance features of a frame of any size, float16 [N, D]. */
export function appearanceTask(task: { frame: RgbImage; working: RasterSize; grid: PatchGrid }): Uint8Array {
  return encodeFloat16(embeddedAppearance(resizeRgbArea(task.frame, task.working), task.grid).data);
}

/** A frame's motion against the camera. */
export function motionFieldTask(flows: StoredFlows): MotionField {
  return motionField(readFlows(flows), flows.size);
}

/** A frame's own motion, that of the neighbours which its flows lead to, and the patch grid. */
export interface MotionTask {
  readonly own: MotionField;
  readonly neighbours: readonly MotionField[];
  readonly flows: StoredFlows;
  readonly grid: PatchGrid;
}

const jointMotionOf = ({ own, neighbours, flows }: MotionTask): MotionField =>
  jointMotion(own, neighbours, readFlows(flows));

/** The salience of a frame's patches, float16 [N]. */
export function salienceTask(task: MotionTask): Uint8Array {
  return encodeFloat16(patchSalience(jointMotionOf(task), task.grid));
}

/** Embedded motion features and salience of a frame. */
export function motionTask(task: MotionTask): StoredMotion {
  const joint = jointMotionOf(task);
  return {
    features: encodeFloat16(embeddedMotion(joint, task.grid).data),
    salience: encodeFloat16(patchSalience(joint, task.grid)),
  };
}

/**
 * From a frame's foreground patches to its mask at the source's resolution, as PNG bytes (`png` gives those of an
 * earlier run, which are then only drawn), and the frame with its mask laid over it.
 */
export async function maskTask(task: {
  frame: RgbImage;
  foreground: Float32Array;
  guideSize: RasterSize;
  grid: PatchGrid;
  png: Uint8Array | undefined;
}): Promise<{ png: Uint8Array; overlay: RgbImage }> {
  const mask = task.png === undefined ? upsampledMask(task) : await decodeMaskPng(task.png);
  const png = task.png ?? (await encodeMaskPng(mask));
  return { png, overlay: drawOverlay(task.frame, mask) };
}

function upsampledMask({ frame, foreground, guideSize, grid }: Parameters<typeof maskTask>[0]): Mask {
  const coarse = { widthPx: grid.cols, heightPx: grid.rows, data: foreground };
  return binariseMask(guidedUpsample(coarse, frame, guideSize));
}
