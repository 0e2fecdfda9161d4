import type { MatteSettings } from '../../api/matte-settings.ts';
import { adjustEdge } from '../../matte/edge-adjustment.ts';
import { foregroundColours } from '../../matte/colours/foreground-colours.ts';
import { enlargedMask, type Enlarging, matteInput } from '../../matte/enlarged-mask.ts';
import { matteFrame } from '../../matte/matte-frame.ts';
import { foregroundShare } from '../../metrics/region-similarity.ts';
import { grayLevels } from '../../raster/gray-levels.ts';
import { clearRegions, type PictureRegion } from '../../raster/picture-region.ts';
import { encodeGrayPng, encodeMaskPng, encodeRgbaWebp } from '../../raster/image-file.ts';
import type { FloatPlane, RgbImage } from '../../raster/types.ts';

export { eigenvectorsTask, shotCandidatesTask } from '../../runs/candidates/candidate-tasks.ts';
export { separateFromBackground as separationTask } from '../../flow/background/separate.ts';
export { dabTask } from '../../runs/corrections/dab-tasks.ts';
export { changedFrameTask } from '../review/changed-frame-task.ts';
export { temporalFilterTask } from '../../pipeline/masks/temporal-filter-task.ts';

/** A frame and the soft mask, 0..1, of any size that is to be brought to its resolution. */
export interface UpsampleTask {
  readonly coarse: FloatPlane;
  readonly frame: RgbImage;
  readonly enlarging: Enlarging;
  /** Where there is no foreground. */
  readonly heldOut?: readonly PictureRegion[];
}

/** A mask as the bytes of its PNG, 0 or 255, and the foreground's share of it, 0..1. */
export interface MaskPicture {
  readonly png: Uint8Array;
  readonly area: number;
}

/** The binary mask of a soft one at the frame's resolution, as a run makes it. */
export async function maskPictureTask({
  coarse,
  frame,
  enlarging,
  heldOut = [],
}: UpsampleTask): Promise<MaskPicture> {
  const mask = enlargedMask(coarse, frame, enlarging);
  clearRegions(mask, heldOut);
  return { png: await encodeMaskPng(mask), area: foregroundShare(mask) };
}

/** A frame with its soft mask, and how its matte is made. */
export interface MatteTask extends UpsampleTask {
  readonly settings: MatteSettings;
}

function matteOf({ coarse, frame, enlarging, settings, heldOut = [] }: MatteTask): FloatPlane {
  const matte = adjustEdge(matteFrame(matteInput(coarse, frame, enlarging), settings), settings);
  clearRegions(matte, heldOut);
  return matte;
}

/** A frame's matte, without smoothing over time, as the bytes of a gray PNG. */
export function mattePictureTask(task: MatteTask): Promise<Uint8Array> {
  const { widthPx, heightPx, data } = matteOf(task);
  return encodeGrayPng({ widthPx, heightPx, data: grayLevels(data) });
}

/** A frame's cutout, without smoothing over time, as the bytes of a WebP with straight alpha. */
export function cutoutPictureTask(task: MatteTask): Promise<Uint8Array> {
  const { data: alpha } = matteOf(task);
  const { frame, settings } = task;
  const { data: rgb, ...size } = settings.colours === 'estimated' ? foregroundColours(frame, alpha) : frame;
  const levels = grayLevels(alpha);
  const rgba = new Uint8Array(4 * alpha.length);
  for (let i = 0; i < alpha.length; i++) {
    rgba.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
    rgba[4 * i + 3] = levels[i]!;
  }
  return encodeRgbaWebp({ ...size, data: rgba });
}
