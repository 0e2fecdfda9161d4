import { pixelsToLab } from '../raster/lab.ts';
import type { RasterSize, RgbImage } from '../raster/types.ts';

/** Half the side of the filter's window, in pixels of the guide, unless said. */
const RADIUS_PX = 8;
/** Colour variance (of L*a*b* / 100) below which a window counts as flat. */
const REGULARISATION = 1e-3;

/** target ≈ offset + Σ gain · colour, with coefficients that vary over the guide's pixels: [H, W] each. */
export interface LocalLinearModel {
  /** Of L, a and b, each divided by 100. */
  readonly gains: readonly [Float32Array, Float32Array, Float32Array];
  readonly offset: Float32Array;
}

/** L*a*b* divided by 100, the scale in which the regularisation is meant, as the first three lines of `lines`. */
export function guideColours(rgb: Uint8Array, lines: Float32Array): void {
  pixelsToLab(rgb, lines);
  for (let i = 0; i < rgb.length; i++) lines[i]! /= 100;
}

/** Means over windows of 2 r + 1 neighbours in each line of `lines` [k, W], clipped at its ends, by a running sum. */
function lineMeans(lines: Float32Array, widthPx: number, radiusPx: number, means: Float32Array): void {
  const size = lines.length;
  for (let start = 0; start < size; start += widthPx) {
    let sum = 0;
    for (let x = 0; x < Math.min(radiusPx, widthPx); x++) sum += lines[start + x]!;
    for (let x = 0; x < widthPx; x++) {
      if (x + radiusPx < widthPx) sum += lines[start + x + radiusPx]!;
      if (x > radiusPx) sum -= lines[start + x - radiusPx - 1]!;
      means[start + x] = sum / (Math.min(x + radiusPx, widthPx - 1) - Math.max(x - radiusPx, 0) + 1);
    }
  }
}

/** Adds `sign` times `line`. */
function addLine(sums: Float64Array, line: Float32Array, sign: 1 | -1): void {
  const size = line.length;
  for (let i = 0; i < size; i++) sums[i]! += sign * line[i]!;
}

/** Lines of several planes that are gone through together: line y of each plane in `lines` [planes, W]. */
type Lines = (y: number, lines: Float32Array) => void;

/**
 * Means over (2 r + 1)² windows of `planes` planes, clipped at the border: separable, by running sums. They pass line by
 * line, `write` r lines behind `read`: whole planes would cost more in memory traffic than in arithmetic.
 */
function boxMeans(
  planes: number,
  { widthPx, heightPx }: RasterSize,
  radiusPx: number,
  read: Lines,
  write: Lines,
): void {
  const size = planes * widthPx;
  const heldLines = 2 * radiusPx + 2;
  const held = Array.from({ length: heldLines }, () => new Float32Array(size));
  const lines = new Float32Array(size);
  const sums = new Float64Array(size);
  const enter = (y: number): void => {
    read(y, lines);
    lineMeans(lines, widthPx, radiusPx, held[y % heldLines]!);
    addLine(sums, held[y % heldLines]!, 1);
  };
  for (let y = 0; y < Math.min(radiusPx, heightPx); y++) enter(y);
  for (let y = 0; y < heightPx; y++) {
    if (y + radiusPx < heightPx) enter(y + radiusPx);
    if (y > radiusPx) addLine(sums, held[(y - radiusPx - 1) % heldLines]!, -1);
    const height = Math.min(y + radiusPx, heightPx - 1) - Math.max(y - radiusPx, 0) + 1;
    for (let i = 0; i < size; i++) lines[i] = sums[i]! / height;
    write(y, lines);
  }
}

/** The windows' means, in this order: colours (l, a, b), target, its products with them, their products. */
const windowMeans = 13;

/** What is averaged over windows, of one line: `lines` [13, W], whose colours are there. */
function momentsOf(lines: Float32Array, target: Float32Array): void {
  const widthPx = target.length;
  for (let x = 0; x < widthPx; x++) {
    const l = lines[x]!;
    const a = lines[widthPx + x]!;
    const b = lines[2 * widthPx + x]!;
    const t = target[x]!;
    lines[3 * widthPx + x] = t;
    lines[4 * widthPx + x] = l * t;
    lines[5 * widthPx + x] = a * t;
    lines[6 * widthPx + x] = b * t;
    lines[7 * widthPx + x] = l * l;
    lines[8 * widthPx + x] = l * a;
    lines[9 * widthPx + x] = l * b;
    lines[10 * widthPx + x] = a * a;
    lines[11 * widthPx + x] = a * b;
    lines[12 * widthPx + x] = b * b;
  }
}

/**
 * Solves the 3 × 3 systems of a line of windows, covariance of the colours · gain = covariance with the target, by their
 * adjugates; the regularisation on the diagonal keeps them definite. The model goes to the line at `start`.
 */
function solveWindows(
  means: Float32Array,
  widthPx: number,
  { gains, offset }: LocalLinearModel,
  start: number,
): void {
  const [gainsL, gainsA, gainsB] = gains;
  for (let at = 0; at < widthPx; at++) {
    const l = means[at]!;
    const a = means[widthPx + at]!;
    const b = means[2 * widthPx + at]!;
    const target = means[3 * widthPx + at]!;
    const x = means[4 * widthPx + at]! - l * target;
    const y = means[5 * widthPx + at]! - a * target;
    const z = means[6 * widthPx + at]! - b * target;
    const cll = means[7 * widthPx + at]! - l * l + REGULARISATION;
    const cla = means[8 * widthPx + at]! - l * a;
    const clb = means[9 * widthPx + at]! - l * b;
    const caa = means[10 * widthPx + at]! - a * a + REGULARISATION;
    const cab = means[11 * widthPx + at]! - a * b;
    const cbb = means[12 * widthPx + at]! - b * b + REGULARISATION;
    const mll = caa * cbb - cab * cab;
    const mla = clb * cab - cla * cbb;
    const mlb = cla * cab - clb * caa;
    const scale = 1 / (cll * mll + cla * mla + clb * mlb);
    const gainL = scale * (mll * x + mla * y + mlb * z);
    const gainA = scale * (mla * x + (cll * cbb - clb * clb) * y + (cla * clb - cll * cab) * z);
    const gainB = scale * (mlb * x + (cla * clb - cll * cab) * y + (cll * caa - cla * cla) * z);
    gainsL[start + at] = gainL;
    gainsA[start + at] = gainA;
    gainsB[start + at] = gainB;
    offset[start + at] = target - (gainL * l + gainA * a + gainB * b);
  }
}

/**
 * The guided filter's linear model of `target` [H, W] by the colours of `guide` [H, W] (He, Sun and Tang, "Guided image
 * filtering", 2013, section 3.5): fitted in each window, averaged over the windows that hold a pixel.
 */
export function localLinearModel(
  guide: RgbImage,
  target: Float32Array,
  radiusPx = RADIUS_PX,
): LocalLinearModel {
  const { widthPx, heightPx } = guide;
  const plane = () => new Float32Array(widthPx * heightPx);
  const model: LocalLinearModel = { gains: [plane(), plane(), plane()], offset: plane() };
  boxMeans(
    windowMeans,
    guide,
    radiusPx,
    (y, lines) => {
      const start = y * widthPx;
      guideColours(guide.data.subarray(3 * start, 3 * (start + widthPx)), lines);
      momentsOf(lines, target.subarray(start, start + widthPx));
    },
    (y, means) => solveWindows(means, widthPx, model, y * widthPx),
  );
  const planes = [...model.gains, model.offset];
  boxMeans(
    planes.length,
    guide,
    radiusPx,
    (y, lines) =>
      planes.forEach((all, k) => lines.set(all.subarray(y * widthPx, (y + 1) * widthPx), k * widthPx)),
    (y, means) =>
      planes.forEach((all, k) => all.set(means.subarray(k * widthPx, (k + 1) * widthPx), y * widthPx)),
  );
  return model;
}
