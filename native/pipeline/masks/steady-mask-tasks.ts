import { enlargedMask, type Enlarging } from '../../matte/enlarged-mask.ts';
import { blockLevels, type MattedFrame } from '../../matte/temporal-smoothing.ts';
import { solidMask } from '../../matte/solid-mask.ts';
import { encodeMaskPng } from '../../raster/image-file.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../../raster/types.ts';
import { sharedBytes } from '../../runs/mattes/shared-memory.ts';

const MOST_LEVEL = 65535;

/** A frame, the soft mask, 0..1, whose contour is drawn in it, and how. */
export interface DrawnMaskTask {
  readonly frame: RgbImage;
  readonly coarse: FloatPlane;
  readonly enlarging: Enlarging;
}

/** A frame's mask as a hard matte, in memory that threads share, and its blocks (see `blockLevels`). */
export function drawnMaskTask({
  frame,
  coarse,
  enlarging,
}: DrawnMaskTask): Pick<MattedFrame, 'alpha' | 'blocks'> {
  const { data } = enlargedMask(coarse, frame, enlarging);
  const alpha = new Uint16Array(sharedBytes(2 * data.length).buffer);
  for (let i = 0; i < data.length; i++) alpha[i] = data[i]! * MOST_LEVEL;
  return { alpha, blocks: blockLevels(alpha, frame) };
}

/** The mask file of a smoothed matte, [H, W] of 0..65535, cut at one half, without the cracks and pinholes that smoothing left. */
export function steadyMaskTask({
  alpha,
  ...size
}: RasterSize & { readonly alpha: Uint16Array }): Promise<Uint8Array> {
  const data = Uint8Array.from(alpha, (level) => level >> 15);
  return encodeMaskPng(solidMask({ ...size, data }));
}
