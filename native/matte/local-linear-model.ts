import { rgbToLab } from '../raster/lab.ts';
import type { RasterSize, RgbImage } from '../raster/types.ts';

/** Half the side of the filter's window, in pixels of the guide. */
const RADIUS_PX = 8;
/** Colour variance (of L*a*b* / 100) below which a window counts as flat. */
const REGULARISATION = 1e-3;

/** The planes L, a and b of a picture, [H, W] each. */
export type GuidePlanes = readonly [Float32Array, Float32Array, Float32Array];

/** target ≈ offset + Σ gain · colour, with coefficients that vary over the guide's pixels: [H, W] each. */
export interface LocalLinearModel {
  readonly gains: GuidePlanes;
  readonly offset: Float32Array;
}

/** The planes of L*a*b* divided by 100: the scale in which the regularisation is meant. */
export function guidePlanes(image: RgbImage): GuidePlanes {
  const lab = rgbToLab(image);
  for (let i = 0; i < lab.length; i++) lab[i]! /= 100;
  const pixels = lab.length / 3;
  return [lab.subarray(0, pixels), lab.subarray(pixels, 2 * pixels), lab.subarray(2 * pixels)];
}

/** Means over windows of 2 r + 1 neighbours in a line, clipped at its ends, by a running sum. */
function lineMeans(plane: Float32Array, { widthPx, heightPx }: RasterSize): Float32Array {
  const means = new Float32Array(plane.length);
  for (let start = 0; start < widthPx * heightPx; start += widthPx) {
    let sum = 0;
    for (let x = 0; x < Math.min(RADIUS_PX, widthPx); x++) sum += plane[start + x]!;
    for (let x = 0; x < widthPx; x++) {
      if (x + RADIUS_PX < widthPx) sum += plane[start + x + RADIUS_PX]!;
      if (x > RADIUS_PX) sum -= plane[start + x - RADIUS_PX - 1]!;
      means[start + x] = sum / (Math.min(x + RADIUS_PX, widthPx - 1) - Math.max(x - RADIUS_PX, 0) + 1);
    }
  }
  return means;
}

/** Adds `sign` times the line of `plane` that begins at `start`. */
function addLine(sums: Float64Array, plane: Float32Array, start: number, sign: 1 | -1): void {
  for (let x = 0; x < sums.length; x++) sums[x]! += sign * plane[start + x]!;
}

/** Means over (2 r + 1)² windows clipped at the border: separable, running sums. */
function boxMean(plane: Float32Array, size: RasterSize): Float32Array {
  const { widthPx, heightPx } = size;
  const lines = lineMeans(plane, size);
  const means = new Float32Array(plane.length);
  const sums = new Float64Array(widthPx);
  for (let y = 0; y < Math.min(RADIUS_PX, heightPx); y++) addLine(sums, lines, y * widthPx, 1);
  for (let y = 0; y < heightPx; y++) {
    if (y + RADIUS_PX < heightPx) addLine(sums, lines, (y + RADIUS_PX) * widthPx, 1);
    if (y > RADIUS_PX) addLine(sums, lines, (y - RADIUS_PX - 1) * widthPx, -1);
    const height = Math.min(y + RADIUS_PX, heightPx - 1) - Math.max(y - RADIUS_PX, 0) + 1;
    for (let x = 0; x < widthPx; x++) means[y * widthPx + x] = sums[x]! / height;
  }
  return means;
}

/** The mean over windows of a · b. */
function meanProduct(a: Float32Array, b: Float32Array, size: RasterSize): Float32Array {
  const products = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) products[i] = a[i]! * b[i]!;
  return boxMean(products, size);
}

/** Means over windows: of the colours (l, a, b), of their products, of the target and of its product with each. */
interface WindowMeans {
  readonly colours: GuidePlanes;
  readonly ll: Float32Array;
  readonly la: Float32Array;
  readonly lb: Float32Array;
  readonly aa: Float32Array;
  readonly ab: Float32Array;
  readonly bb: Float32Array;
  readonly target: Float32Array;
  readonly joint: GuidePlanes;
}

function windowMeans([l, a, b]: GuidePlanes, target: Float32Array, size: RasterSize): WindowMeans {
  const mean = (one: Float32Array, other: Float32Array) => meanProduct(one, other, size);
  return {
    colours: [boxMean(l, size), boxMean(a, size), boxMean(b, size)],
    ll: mean(l, l),
    la: mean(l, a),
    lb: mean(l, b),
    aa: mean(a, a),
    ab: mean(a, b),
    bb: mean(b, b),
    target: boxMean(target, size),
    joint: [mean(l, target), mean(a, target), mean(b, target)],
  };
}

/**
 * Solves each window's 3 × 3 system, covariance of the colours · gain = covariance with the target, by its adjugate;
 * the regularisation on the diagonal keeps it definite. The gains take the place of `joint`, the offset of `target`.
 */
function solveWindows({ colours, ll, la, lb, aa, ab, bb, target, joint }: WindowMeans): void {
  const [meanL, meanA, meanB] = colours;
  const [jointL, jointA, jointB] = joint;
  for (let i = 0; i < target.length; i++) {
    const l = meanL[i]!;
    const a = meanA[i]!;
    const b = meanB[i]!;
    const cll = ll[i]! - l * l + REGULARISATION;
    const cla = la[i]! - l * a;
    const clb = lb[i]! - l * b;
    const caa = aa[i]! - a * a + REGULARISATION;
    const cab = ab[i]! - a * b;
    const cbb = bb[i]! - b * b + REGULARISATION;
    const mll = caa * cbb - cab * cab;
    const mla = clb * cab - cla * cbb;
    const mlb = cla * cab - clb * caa;
    const scale = 1 / (cll * mll + cla * mla + clb * mlb);
    const x = jointL[i]! - l * target[i]!;
    const y = jointA[i]! - a * target[i]!;
    const z = jointB[i]! - b * target[i]!;
    const gainL = scale * (mll * x + mla * y + mlb * z);
    const gainA = scale * (mla * x + (cll * cbb - clb * clb) * y + (cla * clb - cll * cab) * z);
    const gainB = scale * (mlb * x + (cla * clb - cll * cab) * y + (cll * caa - cla * cla) * z);
    jointL[i] = gainL;
    jointA[i] = gainA;
    jointB[i] = gainB;
    target[i]! -= gainL * l + gainA * a + gainB * b;
  }
}

/**
 * The guided filter's linear model of `target` by the colours of `guide` (He, Sun and Tang, "Guided image filtering",
 * 2013, section 3.5): fitted in each window, averaged over the windows that hold a pixel.
 */
export function localLinearModel(
  guide: GuidePlanes,
  target: Float32Array,
  size: RasterSize,
): LocalLinearModel {
  const means = windowMeans(guide, target, size);
  solveWindows(means);
  const [gainL, gainA, gainB] = means.joint;
  return {
    gains: [boxMean(gainL, size), boxMean(gainA, size), boxMean(gainB, size)],
    offset: boxMean(means.target, size),
  };
}
