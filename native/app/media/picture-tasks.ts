import { guidedMask, guidedUpsample } from '../../matte/guided-upsampling.ts';
import { foregroundShare } from '../../metrics/region-similarity.ts';
import { encodeGrayPng, encodeMaskPng } from '../../raster/image-file.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../../raster/types.ts';

export { eigenvectorsTask, shotCandidatesTask } from '../../runs/candidate-tasks.ts';
export { maskMeasuresTask } from '../../pipeline/mask-measures.ts';

/** A frame and the soft mask, 0..1, of any size that is to be brought to its resolution. */
export interface UpsampleTask {
  readonly coarse: FloatPlane;
  readonly frame: RgbImage;
  /** The resolution at which the frame's edges are looked at. */
  readonly guideSize: RasterSize;
}

/** A mask as the bytes of its PNG, 0 or 255, and the foreground's share of it, 0..1. */
export interface MaskPicture {
  readonly png: Uint8Array;
  readonly area: number;
}

/** The binary mask of a soft one at the frame's resolution, as a run makes it. */
export async function maskPictureTask({ coarse, frame, guideSize }: UpsampleTask): Promise<MaskPicture> {
  const mask = guidedMask(coarse, frame, guideSize);
  return { png: await encodeMaskPng(mask), area: foregroundShare(mask) };
}

/** The soft mask at the frame's resolution as the bytes of a gray PNG. */
export async function mattePictureTask({ coarse, frame, guideSize }: UpsampleTask): Promise<Uint8Array> {
  const { widthPx, heightPx, data } = guidedUpsample(coarse, frame, guideSize);
  // A clamped array rounds and keeps to 0..255.
  const gray = Uint8ClampedArray.from(data, (share) => 255 * share);
  return encodeGrayPng({ widthPx, heightPx, data: new Uint8Array(gray.buffer) });
}
