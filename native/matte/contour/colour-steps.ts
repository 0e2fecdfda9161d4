import { pixelsToLab } from '../../raster/lab.ts';
import { resizeRgbArea } from '../../raster/resample.ts';
import type { RasterSize, RgbImage } from '../../raster/types.ts';
import { binomialBlur } from './binomial-blur.ts';

/** How much colours change from pixel to pixel, in squared CIE Lab. */
export interface ColourSteps {
  /** From each pixel to the one on its right, [H * W]; 0 in the last column. */
  readonly right: Float32Array;
  /** From each pixel to the one below, [H * W]; 0 in the last row. */
  readonly below: Float32Array;
  /** The picture's mean of both; above 0. */
  readonly usual: number;
}

/** A frame's colours at some size, slightly blurred against noise, and how they change. */
export interface FrameColours {
  readonly size: RasterSize;
  /** Planes of CIE Lab, [3 * H * W]. */
  readonly lab: Float32Array;
  readonly steps: ColourSteps;
}

function colourSteps(lab: Float32Array, { widthPx, heightPx }: RasterSize): ColourSteps {
  const pixels = widthPx * heightPx;
  const right = new Float32Array(pixels);
  const below = new Float32Array(pixels);
  let sum = 0;
  for (let plane = 0; plane < 3 * pixels; plane += pixels)
    for (let y = 0, i = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++, i++) {
        const here = lab[plane + i]!;
        const across = x + 1 < widthPx ? (lab[plane + i + 1]! - here) ** 2 : 0;
        const down = y + 1 < heightPx ? (lab[plane + i + widthPx]! - here) ** 2 : 0;
        right[i]! += across;
        below[i]! += down;
        sum += across + down;
      }
  return { right, below, usual: Math.max(sum / (2 * pixels), 1e-6) };
}

/** The colours of a frame, reduced to `size`. */
export function frameColours(frame: RgbImage, size: RasterSize): FrameColours {
  const lab = new Float32Array(3 * size.widthPx * size.heightPx);
  pixelsToLab(resizeRgbArea(frame, size).data, lab);
  binomialBlur(lab, size);
  return { size, lab, steps: colourSteps(lab, size) };
}
