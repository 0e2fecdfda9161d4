// From overlapping patches to a dense flow: densify.ts one folder up.
import { between, borderPx, patchPx } from './patch';
import { patchCount, patchEdge } from './search';

/** Adds four pixels of a patch to the sums. */
function add(at: usize, to: usize, weight: v128, patch: v128): void {
  v128.store(at + to, f32x4.add(v128.load(at + to), f32x4.mul(weight, patch)));
}

function weightOf(upper: v128, lower: v128, fy: v128, first: usize): v128 {
  const moved = f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper)));
  const difference = f32x4.sub(moved, v128.load(first));
  return f32x4.div(f32x4.splat(1), f32x4.max(f32x4.splat(1), f32x4.mul(difference, difference)));
}

/**
 * The flow at (u, v), lines of `flowStride` pixels, of the patches with the displacements (gridU, gridV). What lies
 * up to eight pixels right of it and below it is overwritten, the plane of weights too.
 */
export function densify(
  first: usize,
  second: usize,
  width: i32,
  height: i32,
  gridU: usize,
  gridV: usize,
  stridePx: i32,
  u: usize,
  v: usize,
  weights: usize,
  flowStride: i32,
): void {
  const stride = width + 2 * borderPx;
  const line = (<usize>stride) << 2;
  const flowLine = (<usize>flowStride) << 2;
  const bytes = <usize>(height + patchPx) * flowLine;
  memory.fill(u, 0, bytes);
  memory.fill(v, 0, bytes);
  memory.fill(weights, 0, bytes);
  const cols = patchCount(width, stridePx);
  const rows = patchCount(height, stridePx);
  let patch: usize = 0;
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, patch += 4) {
      const patchU = load<f32>(gridU + patch);
      const patchV = load<f32>(gridV + patch);
      const left = patchEdge(col, width, stridePx);
      const top = patchEdge(row, height, stridePx);
      const x = min(max(<f64>left + <f64>patchU, 1 - borderPx), <f64>(width + borderPx - patchPx - 2));
      const y = min(max(<f64>top + <f64>patchV, 1 - borderPx), <f64>(height + borderPx - patchPx - 2));
      const x0 = floor(x);
      const y0 = floor(y);
      const fx = f32x4.splat(<f32>(x - x0));
      const fy = f32x4.splat(<f32>(y - y0));
      const us = f32x4.splat(patchU);
      const vs = f32x4.splat(patchV);
      let from = first + ((<usize>((top + borderPx) * stride + left + borderPx)) << 2);
      let at = second + ((<usize>((<i32>y0 + borderPx) * stride + <i32>x0 + borderPx)) << 2);
      let to = (<usize>(top * flowStride + left)) << 2;
      let upper = between(at, fx);
      let upperRight = between(at + 16, fx);
      for (let r = 0; r < patchPx; r++, from += line, to += flowLine) {
        at += line;
        const lower = between(at, fx);
        const lowerRight = between(at + 16, fx);
        const weight = weightOf(upper, lower, fy, from);
        const weightRight = weightOf(upperRight, lowerRight, fy, from + 16);
        add(weights, to, weight, f32x4.splat(1));
        add(weights, to + 16, weightRight, f32x4.splat(1));
        add(u, to, weight, us);
        add(u, to + 16, weightRight, us);
        add(v, to, weight, vs);
        add(v, to + 16, weightRight, vs);
        upper = lower;
        upperRight = lowerRight;
      }
    }
  for (let at: usize = 0, end = <usize>height * flowLine; at < end; at += 16) {
    const scale = f32x4.div(f32x4.splat(1), v128.load(weights + at));
    v128.store(u + at, f32x4.mul(v128.load(u + at), scale));
    v128.store(v + at, f32x4.mul(v128.load(v + at), scale));
  }
}
