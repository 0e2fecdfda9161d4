import type { RasterSize, RgbImage } from '../raster/types.ts';
import type { ColourAlpha } from './colours/colour-alpha.ts';
import type { Rect } from './tiles.ts';
import { UNKNOWN } from './unknown-band.ts';

/** Colour variance (of levels / 255) below which a window counts as flat. */
const REGULARISATION = 1e-4;
/** So that a window in which nothing is trusted still has a mean. */
const LEAST_TRUST = 0.02;
/** Half the side of a window, in pixels. */
const RADIUS_PX = 2;
/** How far beyond a pixel the filter looks. */
export const FILTER_REACH_PX = 2 * RADIUS_PX;

/** Side of the blocks that are filtered, each only where something in it is asked for. */
const BLOCK_PX = 16;
/** Side of a block with what the windows hold that hold its pixels. */
const SAMPLES_PX = BLOCK_PX + 2 * FILTER_REACH_PX;

/** What is summed over windows: weight, colours, target, its products with them, their products. */
const MOMENTS = 14;
/** What a window's model is: weight, gains of red, green and blue, offset. */
const MODEL = 5;

/** Sums over RADIUS_PX to each side along lines of `step` numbers, for all that have as many on both sides. */
function windowSums(from: Float32Array, step: number, to: Float32Array): void {
  const reach = RADIUS_PX * step;
  for (let i = reach; i < from.length - reach; i++) {
    let sum = 0;
    for (let at = i - reach; at <= i + reach; at += step) sum += from[at]!;
    to[i] = sum;
  }
}

/** Scratch of a block, reused: rasters of SAMPLES_PX to a side. */
interface Scratch {
  readonly moments: Float32Array;
  readonly momentLines: Float32Array;
  readonly model: Float32Array;
  readonly modelLines: Float32Array;
}

function createScratch(): Scratch {
  const raster = (values: number) => new Float32Array(SAMPLES_PX * SAMPLES_PX * values);
  return {
    moments: raster(MOMENTS),
    momentLines: raster(MOMENTS),
    model: raster(MODEL),
    modelLines: raster(MODEL),
  };
}

/** The weighted moments of the pixels around a block; 0 outside the raster, which clips the windows there. */
function readMoments(
  { data, widthPx, heightPx }: RgbImage,
  { alpha, trust }: ColourAlpha,
  left: number,
  top: number,
  moments: Float32Array,
): void {
  moments.fill(0);
  for (let row = 0; row < SAMPLES_PX; row++) {
    const y = top - FILTER_REACH_PX + row;
    if (y < 0 || y >= heightPx) continue;
    for (let col = 0; col < SAMPLES_PX; col++) {
      const x = left - FILTER_REACH_PX + col;
      if (x < 0 || x >= widthPx) continue;
      const i = y * widthPx + x;
      const at = MOMENTS * (row * SAMPLES_PX + col);
      const weight = trust[i]! + LEAST_TRUST;
      const r = data[3 * i]! / 255;
      const g = data[3 * i + 1]! / 255;
      const b = data[3 * i + 2]! / 255;
      const target = weight * alpha[i]!;
      moments[at] = weight;
      moments[at + 1] = weight * r;
      moments[at + 2] = weight * g;
      moments[at + 3] = weight * b;
      moments[at + 4] = target;
      moments[at + 5] = target * r;
      moments[at + 6] = target * g;
      moments[at + 7] = target * b;
      moments[at + 8] = weight * r * r;
      moments[at + 9] = weight * r * g;
      moments[at + 10] = weight * r * b;
      moments[at + 11] = weight * g * g;
      moments[at + 12] = weight * g * b;
      moments[at + 13] = weight * b * b;
    }
  }
}

/** The model of the window whose moments are at `from`, times its weight, which is how much it has to say in the mean. */
function solveWindow(moments: Float32Array, from: number, model: Float32Array, to: number): void {
  const weight = moments[from]!;
  const s = 1 / weight;
  const mr = s * moments[from + 1]!;
  const mg = s * moments[from + 2]!;
  const mb = s * moments[from + 3]!;
  const mt = s * moments[from + 4]!;
  const x = s * moments[from + 5]! - mr * mt;
  const y = s * moments[from + 6]! - mg * mt;
  const z = s * moments[from + 7]! - mb * mt;
  const crr = s * moments[from + 8]! - mr * mr + REGULARISATION;
  const crg = s * moments[from + 9]! - mr * mg;
  const crb = s * moments[from + 10]! - mr * mb;
  const cgg = s * moments[from + 11]! - mg * mg + REGULARISATION;
  const cgb = s * moments[from + 12]! - mg * mb;
  const cbb = s * moments[from + 13]! - mb * mb + REGULARISATION;
  const irr = cgg * cbb - cgb * cgb;
  const irg = crb * cgb - crg * cbb;
  const irb = crg * cgb - crb * cgg;
  const scale = 1 / (crr * irr + crg * irg + crb * irb);
  const gainR = scale * (irr * x + irg * y + irb * z);
  const gainG = scale * (irg * x + (crr * cbb - crb * crb) * y + (crb * crg - crr * cgb) * z);
  const gainB = scale * (irb * x + (crb * crg - crr * cgb) * y + (crr * cgg - crg * crg) * z);
  model[to] = weight;
  model[to + 1] = weight * gainR;
  model[to + 2] = weight * gainG;
  model[to + 3] = weight * gainB;
  model[to + 4] = weight * (mt - gainR * mr - gainG * mg - gainB * mb);
}

/** Fits the windows around the pixels of a block at (left, top), and sums their models over those that hold a pixel into `model`. */
function fitBlock(
  { moments, momentLines, model, modelLines }: Scratch,
  { widthPx, heightPx }: RasterSize,
  left: number,
  top: number,
): void {
  windowSums(moments, MOMENTS, momentLines);
  windowSums(momentLines, MOMENTS * SAMPLES_PX, moments);
  model.fill(0);
  const edge = FILTER_REACH_PX - RADIUS_PX;
  for (let row = edge; row < SAMPLES_PX - edge; row++) {
    const y = top - FILTER_REACH_PX + row;
    if (y < 0 || y >= heightPx) continue;
    for (let col = edge; col < SAMPLES_PX - edge; col++) {
      const x = left - FILTER_REACH_PX + col;
      const at = row * SAMPLES_PX + col;
      if (x >= 0 && x < widthPx) solveWindow(moments, MOMENTS * at, model, MODEL * at);
    }
  }
  windowSums(model, MODEL, modelLines);
  windowSums(modelLines, MODEL * SAMPLES_PX, model);
}

/**
 * The guided filter (He, Sun and Tang, 2013, section 3.5) with weights: the linear model of alpha by the frame's colours
 * in each window is fitted to what is trusted, and is evaluated at the unknown pixels of the rectangle `within`; `target` must
 * be known FILTER_REACH_PX beyond it. One step towards the solution of the matting Laplacian with its constraints.
 */
export function trustedFilter(
  frame: RgbImage,
  target: ColourAlpha,
  band: Uint8Array,
  within: Rect,
): Float32Array {
  const { widthPx, data } = frame;
  const filtered = new Float32Array(band.length);
  const scratch = createScratch();
  const { model, moments } = scratch;
  const [right, bottom] = [within.left + within.widthPx, within.top + within.heightPx];
  for (let top = within.top; top < bottom; top += BLOCK_PX)
    for (let left = within.left; left < right; left += BLOCK_PX) {
      let isFitted = false;
      for (let y = top; y < Math.min(top + BLOCK_PX, bottom); y++)
        for (let x = left; x < Math.min(left + BLOCK_PX, right); x++) {
          const i = y * widthPx + x;
          if (band[i] !== UNKNOWN) continue;
          if (!isFitted) {
            readMoments(frame, target, left, top, moments);
            fitBlock(scratch, frame, left, top);
            isFitted = true;
          }
          const at = MODEL * ((y - top + FILTER_REACH_PX) * SAMPLES_PX + x - left + FILTER_REACH_PX);
          const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
          filtered[i] =
            (model[at + 4]! + (model[at + 1]! * r + model[at + 2]! * g + model[at + 3]! * b) / 255) /
            model[at]!;
        }
    }
  return filtered;
}
