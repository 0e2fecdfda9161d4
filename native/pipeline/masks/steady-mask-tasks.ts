import { type ContourPlan, drawnContour, maskWithin } from '../../matte/enlarged-mask.ts';
import { blockLevels, type MattedFrame } from '../../matte/temporal-smoothing.ts';
import { MOST_LEVEL } from '../../raster/gray-levels.ts';
import { encodeMaskPng } from '../../raster/image-file.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../../raster/types.ts';
import { sharedBytes } from '../../runs/mattes/shared-memory.ts';

/** A frame of the size in which contours are drawn, and the soft mask, 0..1, whose contour is wanted. */
export interface ContourTask {
  readonly frame: RgbImage;
  readonly coarse: FloatPlane;
  readonly guideSize: RasterSize;
  readonly contour: ContourPlan;
}

/** A frame's contour (see `drawnContour`) as a matte, in memory that threads share, and its blocks (see `blockLevels`). */
export function contourTask({
  frame,
  coarse,
  guideSize,
  contour,
}: ContourTask): Pick<MattedFrame, 'alpha' | 'blocks'> {
  const { data } = drawnContour(coarse, frame, guideSize, contour);
  const alpha = new Uint16Array(sharedBytes(2 * data.length).buffer);
  for (let i = 0; i < data.length; i++) alpha[i] = MOST_LEVEL * data[i]! + 0.5;
  return { alpha, blocks: blockLevels(alpha, frame) };
}

/** A contour that was smoothed over time, and the frame at the source's resolution. */
export interface SteadyMaskTask {
  readonly size: RasterSize;
  /** [H, W] of 0..65535. */
  readonly alpha: Uint16Array;
  readonly frame: RgbImage;
}

/** The mask file that it encloses. */
export function steadyMaskTask({ size, alpha, frame }: SteadyMaskTask): Promise<Uint8Array> {
  const { widthPx, heightPx } = size;
  const data = Float32Array.from(alpha, (level) => level / MOST_LEVEL);
  return encodeMaskPng(maskWithin({ widthPx, heightPx, data }, frame));
}
