import type { FloatPlane, Mask, RgbImage } from '../raster/types.ts';
import { type CrfOptions, defaultCrf, denseCrf } from './mean-field.ts';

/** How a run's masks are post-processed. */
export const crfMaskOptions: CrfOptions = defaultCrf;

/** Raised when the same soft mask gives another mask. */
export const crfMaskVersion = 1;

/** How sure a soft mask counts at most: what it is sure of may still be moved along the picture's edges. */
const SUREST = 0.95;
const HALF = 0.5;

/** The mask of a frame's soft mask (about 0..1, its size the frame's) after a fully connected CRF. */
export function crfMask(frame: RgbImage, soft: FloatPlane): Mask {
  const probability = soft.data.map((share) => Math.min(Math.max(share, 1 - SUREST), SUREST));
  const { data } = denseCrf(frame, { ...soft, data: probability }, crfMaskOptions);
  return { ...soft, data: Uint8Array.from(data, (share) => Number(share > HALF)) };
}
