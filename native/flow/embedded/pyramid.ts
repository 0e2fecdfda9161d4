import { rgbToGray } from '../../raster/resample.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../../raster/types.ts';

/** Pixels that every level repeats around itself, so that patches may hang over the edge. */
export const borderPx = 16;

/** One level of a frame: gray 0..255 with a border of `borderPx`, `stride` values per line. */
export interface FrameLevel extends RasterSize {
  readonly stride: number;
  /** [H + 2 border, W + 2 border]; the pixel (x, y) is at (y + border) · stride + x + border. */
  readonly gray: Float32Array;
  /** The part of the level that the image itself covers; the rest repeats its last row and column. */
  readonly imageWidthPx: number;
  readonly imageHeightPx: number;
}

/** Levels of a frame from full resolution down, each half of the one before. */
export type FramePyramid = readonly FrameLevel[];

const smallestSidePx = 12;

/** How many levels a frame of this size gets: the coarsest one's shorter side is at least 12 px. */
export function levelCount(size: RasterSize): number {
  const side = Math.min(size.widthPx, size.heightPx);
  return Math.max(1, Math.floor(Math.log2(side / smallestSidePx)) + 1);
}

/** Sizes stay small integers in V8 (a quotient would be a double, and loops over it take twice as long). */
const roundUp = (value: number, powerOfTwo: number) => (value + powerOfTwo - 1) & -powerOfTwo;

/** Repeats the last row and column until both sides are multiples of `powerOfTwo`. */
function extended(plane: FloatPlane, powerOfTwo: number): FloatPlane {
  const widthPx = roundUp(plane.widthPx, powerOfTwo);
  const heightPx = roundUp(plane.heightPx, powerOfTwo);
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const line = Math.min(y, plane.heightPx - 1) * plane.widthPx;
    data.set(plane.data.subarray(line, line + plane.widthPx), y * widthPx);
    data.fill(plane.data[line + plane.widthPx - 1]!, y * widthPx + plane.widthPx, (y + 1) * widthPx);
  }
  return { widthPx, heightPx, data };
}

/** Means of 2 × 2 blocks of a plane with even sides. */
function halved(plane: FloatPlane): FloatPlane {
  const widthPx = plane.widthPx >> 1;
  const heightPx = plane.heightPx >> 1;
  const { data: from } = plane;
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0, to = 0; y < heightPx; y++)
    for (let x = 0, a = 2 * y * plane.widthPx; x < widthPx; x++, a += 2, to++) {
      const b = a + plane.widthPx;
      data[to] = (from[a]! + from[a + 1]! + from[b]! + from[b + 1]!) * 0.25;
    }
  return { widthPx, heightPx, data };
}

function bordered(plane: FloatPlane, imageWidthPx: number, imageHeightPx: number): FrameLevel {
  const { widthPx, heightPx, data } = plane;
  const stride = widthPx + 2 * borderPx;
  const gray = new Float32Array(stride * (heightPx + 2 * borderPx));
  for (let y = 0; y < heightPx + 2 * borderPx; y++) {
    const line = Math.min(Math.max(y - borderPx, 0), heightPx - 1) * widthPx;
    const at = y * stride;
    gray.fill(data[line]!, at, at + borderPx);
    gray.set(data.subarray(line, line + widthPx), at + borderPx);
    gray.fill(data[line + widthPx - 1]!, at + borderPx + widthPx, at + stride);
  }
  return { widthPx, heightPx, stride, gray, imageWidthPx, imageHeightPx };
}

/** The gray pyramid of a picture: box-filtered by two, at level 0 extended to multiples of the coarsest pixel. */
export function framePyramid(image: RgbImage): FramePyramid {
  const count = levelCount(image);
  const levels: FrameLevel[] = [];
  let plane = extended(rgbToGray(image), 1 << (count - 1));
  for (let level = 0; level < count; level++) {
    if (level > 0) plane = halved(plane);
    levels.push(bordered(plane, image.widthPx / (1 << level), image.heightPx / (1 << level)));
  }
  return levels;
}
