import { borderPx } from './pyramid.ts';
import type { FrameLevel } from './pyramid.ts';
import type { PatchMotion } from './patch-search.ts';
import { between, patchPx } from './patch-template.ts';

const f32 = Math.fround;

/**
 * The dense flow of overlapping patches: at each pixel the mean of the patches that cover it, each weighted by
 * 1 / max(1, |gray difference|)² of that pixel under its displacement. Writes `u` and `v` [H, W].
 */
export function densify(
  first: FrameLevel,
  second: FrameLevel,
  grid: PatchMotion,
  u: Float32Array,
  v: Float32Array,
  weights: Float32Array,
): void {
  u.fill(0);
  v.fill(0);
  weights.fill(0);
  for (let row = 0; row < grid.rows; row++)
    for (let col = 0; col < grid.cols; col++) splat(first, second, grid, row, col, u, v, weights);
  for (let i = 0; i < u.length; i++) {
    const scale = f32(1 / weights[i]!);
    u[i]! *= scale;
    v[i]! *= scale;
  }
}

function splat(
  first: FrameLevel,
  second: FrameLevel,
  grid: PatchMotion,
  row: number,
  col: number,
  u: Float32Array,
  v: Float32Array,
  weights: Float32Array,
): void {
  const { stride, widthPx, heightPx } = first;
  const [a, b] = [first.gray, second.gray];
  const patchU = grid.u[row * grid.cols + col]!;
  const patchV = grid.v[row * grid.cols + col]!;
  const left = grid.lefts[col]!;
  const top = grid.tops[row]!;
  const x = Math.min(Math.max(left + patchU, 1 - borderPx), widthPx + borderPx - patchPx - 2);
  const y = Math.min(Math.max(top + patchV, 1 - borderPx), heightPx + borderPx - patchPx - 2);
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const [fx, fy] = [f32(x - x0), f32(y - y0)];
  const height = Math.min(patchPx, heightPx - top);
  const width = Math.min(patchPx, widthPx - left);
  for (let r = 0; r < height; r++) {
    let from = (top + r + borderPx) * stride + left + borderPx;
    let at = (y0 + r + borderPx) * stride + x0 + borderPx;
    let to = (top + r) * widthPx + left;
    for (let c = 0; c < width; c++, from++, at++, to++) {
      const upper = between(b, at, fx);
      const moved = f32(upper + f32(fy * f32(between(b, at + stride, fx) - upper)));
      const difference = f32(moved - a[from]!);
      const weight = f32(1 / Math.max(1, f32(difference * difference)));
      weights[to]! += weight;
      u[to]! += f32(weight * patchU);
      v[to]! += f32(weight * patchV);
    }
  }
}
