// A patch of the first frame and its likeness to places of the second one: patch-template.ts and the residual of
// patch-search.ts, four pixels at a time. Sums are kept per lane in float32 and joined in float64.

/** Pixels that every level repeats around itself, and the side of a patch: as in pyramid.ts and patch-template.ts. */
export const borderPx: i32 = 16;
export const patchPx: i32 = 8;
const patchArea: f64 = 64;
const damping: f64 = 50;

/** Value, x gradient and y gradient [8, 8] of the patch, 256 bytes each. */
const template: usize = memory.data(768, 16);
const gxAt: usize = 256;
const gyAt: usize = 512;

let sumGx: f64 = 0;
let sumGy: f64 = 0;
/** The patch's own mean-normalised sum of squares. */
export let energy: f64 = 0;
/** The inverse of the 2 × 2 Gauss-Newton matrix. */
export let i11: f64 = 0;
export let i12: f64 = 0;
export let i22: f64 = 0;
/** Results of the last `residual`: the gradient of the squared difference. */
export let bx: f64 = 0;
export let by: f64 = 0;

/** The lanes' sum. */
function total(lanes: v128): f64 {
  return (
    <f64>f32x4.extract_lane(lanes, 0) +
    <f64>f32x4.extract_lane(lanes, 1) +
    <f64>f32x4.extract_lane(lanes, 2) +
    <f64>f32x4.extract_lane(lanes, 3)
  );
}

/** Cuts the patch at (left, top) of the level `gray`, whose lines have `stride` pixels; false without texture. */
export function cutTemplate(gray: usize, stride: i32, left: i32, top: i32): bool {
  const line = (<usize>stride) << 2;
  const half = f32x4.splat(0.5);
  let at = gray + ((<usize>((top + borderPx) * stride + left + borderPx)) << 2);
  let k = template;
  let sum = f32x4.splat(0);
  let squares = sum;
  let sx = sum;
  let sy = sum;
  let xx = sum;
  let xy = sum;
  let yy = sum;
  for (let end = template + gxAt; k < end; k += 32, at += line)
    for (let part: usize = 0; part < 32; part += 16) {
      const from = at + part;
      const level = v128.load(from);
      const dx = f32x4.mul(half, f32x4.sub(v128.load(from + 4), v128.load(from - 4)));
      const dy = f32x4.mul(half, f32x4.sub(v128.load(from + line), v128.load(from - line)));
      v128.store(k + part, level);
      v128.store(k + part, dx, gxAt);
      v128.store(k + part, dy, gyAt);
      sum = f32x4.add(sum, level);
      squares = f32x4.add(squares, f32x4.mul(level, level));
      sx = f32x4.add(sx, dx);
      sy = f32x4.add(sy, dy);
      xx = f32x4.add(xx, f32x4.mul(dx, dx));
      xy = f32x4.add(xy, f32x4.mul(dx, dy));
      yy = f32x4.add(yy, f32x4.mul(dy, dy));
    }
  const levels = total(sum);
  energy = total(squares) - (levels * levels) / patchArea;
  sumGx = total(sx);
  sumGy = total(sy);
  return invert(
    total(xx) - (sumGx * sumGx) / patchArea + damping,
    total(xy) - (sumGx * sumGy) / patchArea,
    total(yy) - (sumGy * sumGy) / patchArea + damping,
  );
}

function invert(xx: f64, xy: f64, yy: f64): bool {
  const determinant = xx * yy - xy * xy;
  if (determinant < 1) return false;
  i11 = yy / determinant;
  i12 = -xy / determinant;
  i22 = xx / determinant;
  return true;
}

/** Four pixels between two neighbouring ones each, `fx` from the first. */
export function between(at: usize, fx: v128): v128 {
  const here = v128.load(at);
  return f32x4.add(here, f32x4.mul(fx, f32x4.sub(v128.load(at, 4), here)));
}

/**
 * The mean-normalised squared difference of the template and the patch at (x0 + fx, y0 + fy), its top left pixel's
 * four neighbours from `at` on in lines of `line` bytes.
 */
export function residual(at: usize, line: usize, x: f32, y: f32): f64 {
  const fx = f32x4.splat(x);
  const fy = f32x4.splat(y);
  let k = template;
  let sum = f32x4.splat(0);
  let squares = sum;
  let gradientX = sum;
  let gradientY = sum;
  let upper = between(at, fx);
  let upperRight = between(at + 16, fx);
  for (let end = template + gxAt; k < end; k += 32) {
    at += line;
    const lower = between(at, fx);
    const lowerRight = between(at + 16, fx);
    const left = f32x4.sub(f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper))), v128.load(k));
    sum = f32x4.add(sum, left);
    squares = f32x4.add(squares, f32x4.mul(left, left));
    gradientX = f32x4.add(gradientX, f32x4.mul(left, v128.load(k, gxAt)));
    gradientY = f32x4.add(gradientY, f32x4.mul(left, v128.load(k, gyAt)));
    const right = f32x4.sub(
      f32x4.add(upperRight, f32x4.mul(fy, f32x4.sub(lowerRight, upperRight))),
      v128.load(k, 16),
    );
    sum = f32x4.add(sum, right);
    squares = f32x4.add(squares, f32x4.mul(right, right));
    gradientX = f32x4.add(gradientX, f32x4.mul(right, v128.load(k, gxAt + 16)));
    gradientY = f32x4.add(gradientY, f32x4.mul(right, v128.load(k, gyAt + 16)));
    upper = lower;
    upperRight = lowerRight;
  }
  const sums = total(sum);
  const mean = sums / patchArea;
  bx = total(gradientX) - mean * sumGx;
  by = total(gradientY) - mean * sumGy;
  return total(squares) - mean * sums;
}
