import { resizePlaneBilinear } from '../raster/resample.ts';
import type { FloatPlane, Mask, RasterSize, RgbImage } from '../raster/types.ts';
import { contourCut, FOUND_EFFORT, type SoftMaskOrigin } from './contour/contour-cut.ts';
import { guidedMask } from './guided-upsampling.ts';
import type { MatteInput } from './matte-frame.ts';
import { solidMask } from './solid-mask.ts';

/** How a contour is drawn by the frame's colours (see `contourCut`). */
export interface ContourPlan {
  /** What made the soft mask. */
  readonly origin: SoftMaskOrigin;
  /** A larger size at which the contour that was found is drawn once more; null: it stays. */
  readonly finest: RasterSize | null;
}

/** How a soft mask becomes a mask of the frame's size. */
export interface Enlarging {
  /** The resolution at which the frame's edges are looked at. */
  readonly guideSize: RasterSize;
  /** How its contour is drawn first; null: it is not. */
  readonly contour: ContourPlan | null;
}

/** A contour that was found needs a window of few pixels, and half the resolution does: the masks are as good, the time a quarter. */
const FOUND_RADIUS_PX = 4;

const halfOf = ({ widthPx, heightPx }: RasterSize): RasterSize => ({
  widthPx: Math.ceil(widthPx / 2),
  heightPx: Math.ceil(heightPx / 2),
});

/**
 * The contour of a soft mask, 0..1, of any resolution, drawn at `guideSize`, and once more at the finest size by that and the soft
 * mask alike: [H, W] of 0..1, nearly binary.
 */
export function drawnContour(
  coarse: FloatPlane,
  frame: RgbImage,
  guideSize: RasterSize,
  { origin, finest }: ContourPlan,
): FloatPlane {
  const found = contourCut(coarse, frame, guideSize, origin);
  if (finest === null) return found;
  const data = resizePlaneBilinear(coarse, found).data.map((share, i) => (share + found.data[i]!) / 2);
  return contourCut({ ...found, data }, frame, finest, origin, FOUND_EFFORT);
}

/** The mask, at the frame's size, that a drawn contour encloses. */
export const maskWithin = (contour: FloatPlane, frame: RgbImage): Mask =>
  solidMask(guidedMask(contour, frame, halfOf(contour), FOUND_RADIUS_PX));

/** The mask, at the frame's size, of a soft mask, 0..1, of any resolution. */
export function enlargedMask(coarse: FloatPlane, frame: RgbImage, { guideSize, contour }: Enlarging): Mask {
  if (contour === null) return guidedMask(coarse, frame, guideSize);
  return maskWithin(drawnContour(coarse, frame, guideSize, contour), frame);
}

/** What a frame's matte is made of: where the contour was drawn anew, the mask itself, else the soft mask. */
export function matteInput(soft: FloatPlane, frame: RgbImage, enlarging: Enlarging): MatteInput {
  const { guideSize, contour } = enlarging;
  if (contour === null) return { frame, soft, guideSize };
  return { frame, soft: enlargedMask(soft, frame, enlarging), guideSize };
}
