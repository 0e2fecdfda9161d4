import type { FloatPlane, Mask, RgbImage } from '../raster/types.ts';
import { type CrfOptions, defaultCrf, denseCrf } from './mean-field.ts';

/** How a run's masks are post-processed. */
export const crfMaskOptions: CrfOptions = defaultCrf;

/** Raised when the same soft mask gives another mask. */
export const crfMaskVersion = 1;

/** How sure a soft mask counts at most: what it is sure of may still be moved along the picture's edges. */
const SUREST = 0.95;
const HALF = 0.5;

/** How far beyond the soft mask pixels are looked at: three standard deviations of the appearance kernel's position. */
const MARGIN_PX = 3 * defaultCrf.appearance.sigmaPx;
/** From here on a pixel may belong to the object. */
const POSSIBLE = 1 - SUREST;

/** Columns from `left` to before `right`, rows from `top` to before `bottom`. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The surroundings of what may be foreground; null where nothing may be. */
function areaOf({ widthPx, heightPx, data }: FloatPlane): Area | null {
  let [left, top, right, bottom] = [widthPx, heightPx, -1, -1];
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (data[i]! <= POSSIBLE) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < 0) return null;
  return {
    left: Math.max(0, left - MARGIN_PX),
    top: Math.max(0, top - MARGIN_PX),
    right: Math.min(widthPx, right + 1 + MARGIN_PX),
    bottom: Math.min(heightPx, bottom + 1 + MARGIN_PX),
  };
}

const sizeOf = ({ left, top, right, bottom }: Area) => ({ widthPx: right - left, heightPx: bottom - top });

/** The part of a picture of `channels` interleaved samples that lies in the area. */
function cropInto<T extends Uint8Array | Float32Array>(
  into: T,
  from: T,
  widthPx: number,
  area: Area,
  channels: number,
): T {
  const length = channels * (area.right - area.left);
  for (let y = area.top, at = 0; y < area.bottom; y++, at += length) {
    const start = channels * (y * widthPx + area.left);
    into.set(from.subarray(start, start + length), at);
  }
  return into;
}

/**
 * The mask of a frame's soft mask (about 0..1, its size the frame's) after a fully connected CRF. Pixels further from all
 * that may be foreground than the kernels reach are background.
 */
export function crfMask(frame: RgbImage, soft: FloatPlane): Mask {
  const { widthPx, heightPx } = frame;
  const data = new Uint8Array(widthPx * heightPx);
  const area = areaOf(soft);
  if (area === null) return { widthPx, heightPx, data };
  const size = sizeOf(area);
  const pixels = size.widthPx * size.heightPx;
  const image = { ...size, data: cropInto(new Uint8Array(3 * pixels), frame.data, widthPx, area, 3) };
  const cropped = cropInto(new Float32Array(pixels), soft.data, widthPx, area, 1);
  const probability = cropped.map((share) => Math.min(Math.max(share, 1 - SUREST), SUREST));
  const result = denseCrf(image, { ...size, data: probability }, crfMaskOptions).data;
  for (let y = 0, i = 0; y < size.heightPx; y++)
    for (let x = 0; x < size.widthPx; x++, i++)
      data[(area.top + y) * widthPx + area.left + x] = Number(result[i]! > HALF);
  return { widthPx, heightPx, data };
}
