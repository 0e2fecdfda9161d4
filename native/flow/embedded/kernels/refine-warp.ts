// The second frame seen from the first: the start of the variational refinement of one level.
import { borderPx } from './patch';
import {
  change,
  even,
  half,
  height,
  lineBytes,
  mean,
  odd,
  partBytes,
  trust,
  u,
  v,
  width,
} from './refine-planes';

/** Four pixels of the second frame's mean, change and trust, written at `to`; they lie at (x, y) there. */
function warpFour(
  gray: usize,
  line: usize,
  x: v128,
  y: v128,
  first: v128,
  right: v128,
  bottom: v128,
  gradient: v128,
  to: usize,
): void {
  const zero = f32x4.splat(0);
  const px = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-1)), f32x4.splat(<f32>width));
  const py = f32x4.pmin(f32x4.pmax(y, f32x4.splat(-1)), f32x4.splat(<f32>height));
  const x0 = f32x4.floor(px);
  const y0 = f32x4.floor(py);
  const fx = f32x4.sub(px, x0);
  const fy = f32x4.sub(py, y0);
  const pixels = i32x4.add(
    i32x4.mul(
      i32x4.add(i32x4.trunc_sat_f32x4_s(y0), i32x4.splat(borderPx)),
      i32x4.splat(width + 2 * borderPx),
    ),
    i32x4.add(i32x4.trunc_sat_f32x4_s(x0), i32x4.splat(borderPx)),
  );
  const a = gray + ((<usize>i32x4.extract_lane(pixels, 0)) << 2);
  const b = gray + ((<usize>i32x4.extract_lane(pixels, 1)) << 2);
  const c = gray + ((<usize>i32x4.extract_lane(pixels, 2)) << 2);
  const d = gray + ((<usize>i32x4.extract_lane(pixels, 3)) << 2);
  let ab = v128.load64_lane(b, v128.load64_zero(a), 1);
  let cd = v128.load64_lane(d, v128.load64_zero(c), 1);
  let west = even(ab, cd);
  const upper = f32x4.add(west, f32x4.mul(fx, f32x4.sub(odd(ab, cd), west)));
  ab = v128.load64_lane(b + line, v128.load64_zero(a + line), 1);
  cd = v128.load64_lane(d + line, v128.load64_zero(c + line), 1);
  west = even(ab, cd);
  const lower = f32x4.add(west, f32x4.mul(fx, f32x4.sub(odd(ab, cd), west)));
  const warped = f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper)));
  v128.store(mean + to, f32x4.mul(f32x4.splat(0.5), f32x4.add(warped, first)));
  v128.store(change + to, f32x4.sub(warped, first));
  const outside = v128.or(
    v128.or(f32x4.lt(x, zero), f32x4.lt(y, zero)),
    v128.or(f32x4.gt(x, right), f32x4.gt(y, bottom)),
  );
  v128.store(trust + to, v128.andnot(gradient, outside));
}

/** Takes the flow apart by parity and warps the second frame by it. */
export function warp(
  first: usize,
  second: usize,
  flowU: usize,
  flowV: usize,
  flowLine: usize,
  right: v128,
  bottom: v128,
  gradient: v128,
): void {
  const line = (<usize>(width + 2 * borderPx)) << 2;
  const eight = f32x4.splat(8);
  let a = first + <usize>borderPx * line + (borderPx << 2);
  for (let y = 0; y < height; y++, a += line, flowU += flowLine, flowV += flowLine) {
    const ys = f32x4.splat(<f32>y);
    let evens = f32x4(0, 2, 4, 6);
    let odds = f32x4(1, 3, 5, 7);
    const to = <usize>y * lineBytes;
    for (let at: usize = 0, end = (<usize>half) << 2; at < end; at += 16) {
      const u1 = v128.load(flowU + 2 * at);
      const u2 = v128.load(flowU + 2 * at, 16);
      const v1 = v128.load(flowV + 2 * at);
      const v2 = v128.load(flowV + 2 * at, 16);
      const a1 = v128.load(a + 2 * at);
      const a2 = v128.load(a + 2 * at, 16);
      const evenU = even(u1, u2);
      const evenV = even(v1, v2);
      const oddU = odd(u1, u2);
      const oddV = odd(v1, v2);
      v128.store(u + to + at, evenU);
      v128.store(v + to + at, evenV);
      v128.store(u + to + at + partBytes, oddU);
      v128.store(v + to + at + partBytes, oddV);
      warpFour(
        second,
        line,
        f32x4.add(evens, evenU),
        f32x4.add(ys, evenV),
        even(a1, a2),
        right,
        bottom,
        gradient,
        to + at,
      );
      warpFour(
        second,
        line,
        f32x4.add(odds, oddU),
        f32x4.add(ys, oddV),
        odd(a1, a2),
        right,
        bottom,
        gradient,
        to + at + partBytes,
      );
      evens = f32x4.add(evens, eight);
      odds = f32x4.add(odds, eight);
    }
  }
}
