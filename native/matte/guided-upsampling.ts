import { rgbToLab } from '../raster/lab.ts';
import { bilinearTaps, resizePlaneBilinear, resizeRgbArea } from '../raster/resample.ts';
import type { BilinearTaps } from '../raster/resample.ts';
import type { FloatPlane, Mask, RasterSize, RgbImage } from '../raster/types.ts';

/** Half the side of the filter's window, in pixels of the guide. */
const RADIUS_PX = 8;
/** Colour variance (of L*a*b* / 100) below which a window counts as flat. */
const REGULARISATION = 1e-3;
const CHANNELS = 3;

/** Sums over (2 r + 1)² windows clipped at the border, divided by the window's size: separable, running sums. */
function boxMean(plane: Float32Array, { widthPx, heightPx }: RasterSize): Float32Array {
  const rows = new Float32Array(plane.length);
  for (let y = 0; y < heightPx; y++) {
    const start = y * widthPx;
    let sum = 0;
    for (let x = 0; x < Math.min(RADIUS_PX, widthPx); x++) sum += plane[start + x]!;
    for (let x = 0; x < widthPx; x++) {
      if (x + RADIUS_PX < widthPx) sum += plane[start + x + RADIUS_PX]!;
      if (x > RADIUS_PX) sum -= plane[start + x - RADIUS_PX - 1]!;
      rows[start + x] = sum / (Math.min(x + RADIUS_PX, widthPx - 1) - Math.max(x - RADIUS_PX, 0) + 1);
    }
  }
  const means = new Float32Array(plane.length);
  const sums = new Float64Array(widthPx);
  for (let y = 0; y < Math.min(RADIUS_PX, heightPx); y++) {
    for (let x = 0; x < widthPx; x++) sums[x]! += rows[y * widthPx + x]!;
  }
  for (let y = 0; y < heightPx; y++) {
    const entering = y + RADIUS_PX < heightPx ? (y + RADIUS_PX) * widthPx : -1;
    const leaving = y > RADIUS_PX ? (y - RADIUS_PX - 1) * widthPx : -1;
    const height = Math.min(y + RADIUS_PX, heightPx - 1) - Math.max(y - RADIUS_PX, 0) + 1;
    for (let x = 0; x < widthPx; x++) {
      if (entering >= 0) sums[x]! += rows[entering + x]!;
      if (leaving >= 0) sums[x]! -= rows[leaving + x]!;
      means[y * widthPx + x] = sums[x]! / height;
    }
  }
  return means;
}

function product(a: Float32Array, b: Float32Array): Float32Array {
  const products = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) products[i] = a[i]! * b[i]!;
  return products;
}

/**
 * Solves the symmetric 3 × 3 system of covariances (six entries: 00, 01, 02, 11, 12, 22) by its adjugate; the
 * regularisation on the diagonal keeps it definite.
 */
function solveSymmetric(c: Float64Array, right: Float64Array, gain: Float64Array): void {
  const [a, b, d, e, f, g] = c as unknown as [number, number, number, number, number, number];
  const m00 = e * g - f * f;
  const m01 = d * f - b * g;
  const m02 = b * f - d * e;
  const m11 = a * g - d * d;
  const m12 = b * d - a * f;
  const m22 = a * e - b * b;
  const scale = 1 / (a * m00 + b * m01 + d * m02);
  const [x, y, z] = right as unknown as [number, number, number];
  gain[0] = scale * (m00 * x + m01 * y + m02 * z);
  gain[1] = scale * (m01 * x + m11 * y + m12 * z);
  gain[2] = scale * (m02 * x + m12 * y + m22 * z);
}

/** Pairs of channels whose covariance the model needs. */
const PAIRS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 2],
] as const;

interface LinearModel {
  readonly gains: readonly Float32Array[];
  readonly offset: Float32Array;
}

/** The local linear model target ≈ gain · colour + offset, averaged over the windows that hold each pixel. */
function localLinearModel(
  guides: readonly Float32Array[],
  target: Float32Array,
  size: RasterSize,
): LinearModel {
  const targetMean = boxMean(target, size);
  const means = guides.map((guide) => boxMean(guide, size));
  const joint = guides.map((guide) => boxMean(product(guide, target), size));
  const squares = PAIRS.map(([a, b]) => boxMean(product(guides[a]!, guides[b]!), size));
  const covariance = new Float64Array(PAIRS.length);
  const right = new Float64Array(CHANNELS);
  const gain = new Float64Array(CHANNELS);
  for (let i = 0; i < target.length; i++) {
    PAIRS.forEach(([a, b], k) => {
      const ridge = a === b ? REGULARISATION : 0;
      covariance[k] = squares[k]![i]! - means[a]![i]! * means[b]![i]! + ridge;
    });
    for (let c = 0; c < CHANNELS; c++) right[c] = joint[c]![i]! - means[c]![i]! * targetMean[i]!;
    solveSymmetric(covariance, right, gain);
    // The buffers of the inputs are free now, entry by entry: they take the model.
    for (let c = 0; c < CHANNELS; c++) {
      joint[c]![i] = gain[c]!;
      targetMean[i]! -= gain[c]! * means[c]![i]!;
    }
  }
  return { gains: joint.map((gains) => boxMean(gains, size)), offset: boxMean(targetMean, size) };
}

/** The planes of L*a*b* divided by 100: the scale in which the regularisation is meant. */
function guidesOf(image: RgbImage): Float32Array[] {
  const lab = rgbToLab(image);
  for (let i = 0; i < lab.length; i++) lab[i]! /= 100;
  const pixels = lab.length / CHANNELS;
  return Array.from({ length: CHANNELS }, (_, c) => lab.subarray(c * pixels, (c + 1) * pixels));
}

/**
 * offset + gain · colour at every pixel of the frame, the model of size `from` enlarged bilinearly. It goes line by
 * line: whole enlarged planes would cost more in memory traffic than in arithmetic.
 */
function applyModel({ gains, offset }: LinearModel, from: RasterSize, frame: RgbImage): Float32Array {
  const { widthPx, heightPx } = frame;
  const soft = new Float32Array(widthPx * heightPx);
  const vertical = bilinearTaps(from.heightPx, heightPx);
  const horizontal = bilinearTaps(from.widthPx, widthPx);
  const between = new Float32Array(from.widthPx);
  const enlarged = new Float32Array(widthPx);
  const enlarge = (plane: Float32Array, y: number) => {
    blendLines(plane, vertical, y, between);
    stretchLine(between, horizontal, enlarged);
    return enlarged;
  };
  for (let y = 0; y < heightPx; y++) {
    const line = soft.subarray(y * widthPx, (y + 1) * widthPx);
    line.set(enlarge(offset, y));
    const data = frame.data.subarray(3 * y * widthPx, 3 * (y + 1) * widthPx);
    guidesOf({ widthPx, heightPx: 1, data }).forEach((guide, c) => {
      const gain = enlarge(gains[c]!, y);
      for (let x = 0; x < widthPx; x++) line[x]! += gain[x]! * guide[x]!;
    });
  }
  return soft;
}

/** Line y of a plane that is enlarged in height, at the plane's own width. */
function blendLines(plane: Float32Array, taps: BilinearTaps, y: number, line: Float32Array): void {
  const low = taps.low[y]! * line.length;
  const high = taps.high[y]! * line.length;
  const weight = taps.weight[y]!;
  for (let x = 0; x < line.length; x++)
    line[x] = plane[low + x]! + weight * (plane[high + x]! - plane[low + x]!);
}

function stretchLine(line: Float32Array, { low, high, weight }: BilinearTaps, stretched: Float32Array): void {
  for (let x = 0; x < stretched.length; x++) {
    const value = line[low[x]!]!;
    stretched[x] = value + weight[x]! * (line[high[x]!]! - value);
  }
}

/**
 * Brings a coarse soft mask (0..1, the patch grid's, say) to a frame's resolution along the frame's own edges: the
 * guided filter over L*a*b* (He, Sun and Tang, "Guided image filtering", 2013, section 3.5), whose local models are
 * fitted at `guideSize` and applied at the frame's size (He and Sun, "Fast guided filter", 2015).
 *
 * @returns a soft mask of the frame's size; mostly within 0..1, slightly beyond at strong edges.
 */
export function guidedUpsample(coarse: FloatPlane, frame: RgbImage, guideSize: RasterSize): FloatPlane {
  const target = resizePlaneBilinear(coarse, guideSize).data;
  const model = localLinearModel(guidesOf(resizeRgbArea(frame, guideSize)), target, guideSize);
  return { widthPx: frame.widthPx, heightPx: frame.heightPx, data: applyModel(model, guideSize, frame) };
}

/** The binary mask of a soft one: 1 above one half. */
export function binariseMask({ widthPx, heightPx, data }: FloatPlane): Mask {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < mask.length; i++) mask[i] = data[i]! > 0.5 ? 1 : 0;
  return { widthPx, heightPx, data: mask };
}
