// Dense inverse search of one level pair: patch-search.ts, where every step is explained.
import { borderPx, bx, by, cutTemplate, energy, i11, i12, i22, patchPx, residual } from './patch';

const differencePx: f64 = 0.5;
const smallestStep: f64 = 1e-2;
const overhangPx: f64 = 2;
const lostShare: f64 = 0.3;
const lostResidual: f64 = 9 * 64;
const rescuedShare: f64 = 0.3;
const rescueStepPx: f64 = 3;

/** The levels [H + 2 border, W + 2 border] and their geometry. */
let first: usize = 0;
let second: usize = 0;
let width: i32 = 0;
let height: i32 = 0;
let stride: i32 = 0;
/** Where a patch's corner may lie so that all that is read of it lies within the border. */
let rightmost: f64 = 0;
let lowest: f64 = 0;
/** Where it may lie so that the second image itself is seen. */
let seenRight: f64 = 0;
let seenBottom: f64 = 0;
let maxSteps: i32 = 0;
let rescuePx: f64 = 0;
/** Displacements of the patches [rows, cols]. */
let gridU: usize = 0;
let gridV: usize = 0;
let cols: i32 = 0;
let rows: i32 = 0;
let stridePx: i32 = 0;
/** The corner of the patch that is being searched. */
let left: f64 = 0;
let top: f64 = 0;

/** How many patches `stridePx` apart cover `side`; the last one touches the far edge. */
export function patchCount(side: i32, stridePx: i32): i32 {
  return (max(side - patchPx, 0) + stridePx - 1) / stridePx + 1;
}

/** The left or top edge of the patch `index`. */
export function patchEdge(index: i32, side: i32, stridePx: i32): i32 {
  return min(index * stridePx, max(side - patchPx, 0));
}

function uOf(patch: i32): f64 {
  return <f64>load<f32>(gridU + ((<usize>patch) << 2));
}

function vOf(patch: i32): f64 {
  return <f64>load<f32>(gridV + ((<usize>patch) << 2));
}

function put(patch: i32, u: f64, v: f64): void {
  store<f32>(gridU + ((<usize>patch) << 2), <f32>u);
  store<f32>(gridV + ((<usize>patch) << 2), <f32>v);
}

/** The residual of the template at the displacement (u, v). */
function residualAt(u: f64, v: f64): f64 {
  const x = min(max(left + u, 1 - borderPx), rightmost);
  const y = min(max(top + v, 1 - borderPx), lowest);
  const x0 = floor(x);
  const y0 = floor(y);
  const pixel = (<i32>y0 + borderPx) * stride + <i32>x0 + borderPx;
  return residual(second + ((<usize>pixel) << 2), (<usize>stride) << 2, <f32>(x - x0), <f32>(y - y0));
}

function differs(a: i32, b: i32): bool {
  const du = uOf(a) - uOf(b);
  const dv = vOf(a) - vOf(b);
  return du * du + dv * dv > differencePx * differencePx;
}

function showsImage(u: f64, v: f64): bool {
  const x = left + u;
  const y = top + v;
  return x >= -overhangPx && y >= -overhangPx && x <= seenRight && y <= seenBottom;
}

function isLost(error: f64): bool {
  return error > lostShare * energy + lostResidual;
}

function descend(own: i32, u0: f64, v0: f64): void {
  let u = u0;
  let v = v0;
  let bestU = u0;
  let bestV = v0;
  let least: f64 = Infinity;
  for (let step = 0; step < maxSteps; step++) {
    const error = residualAt(u, v);
    if (error >= least) break;
    least = error;
    bestU = u;
    bestV = v;
    const du = i11 * bx + i12 * by;
    const dv = i12 * bx + i22 * by;
    u -= du;
    v -= dv;
    if (du * du + dv * dv < smallestStep) break;
  }
  if (abs(bestU - u0) > <f64>patchPx || abs(bestV - v0) > <f64>patchPx) return;
  if (showsImage(bestU, bestV)) put(own, bestU, bestV);
}

function rescue(own: i32): void {
  const u = uOf(own);
  const v = vOf(own);
  let least = residualAt(u, v);
  if (!isLost(least)) return;
  least *= rescuedShare;
  let bestU = u;
  let bestV = v;
  for (let dv = -rescuePx; dv <= rescuePx; dv += rescueStepPx)
    for (let du = -rescuePx; du <= rescuePx; du += rescueStepPx) {
      if (!showsImage(u + du, v + dv)) continue;
      const error = residualAt(u + du, v + dv);
      if (error < least) {
        least = error;
        bestU = u + du;
        bestV = v + dv;
      }
    }
  if (bestU != u || bestV != v) descend(own, bestU, bestV);
}

function leave(own: i32, u: f64, v: f64): void {
  if (showsImage(u, v) || !showsImage(uOf(own), vOf(own))) return;
  if (isLost(residualAt(uOf(own), vOf(own)))) put(own, u, v);
}

function find(col: i32, row: i32, side: i32): void {
  const own = row * cols + col;
  const beside = col + side >= 0 && col + side < cols ? own + side : own;
  const above = row + side >= 0 && row + side < rows ? own + side * cols : own;
  const differsBeside = differs(own, beside);
  const differsAbove = differs(own, above);
  if (side == 1 && !differsBeside && !differsAbove) return;
  const cornerX = patchEdge(col, width, stridePx);
  const cornerY = patchEdge(row, height, stridePx);
  if (!cutTemplate(first, stride, cornerX, cornerY)) return;
  left = <f64>cornerX;
  top = <f64>cornerY;
  const u = uOf(own);
  const v = vOf(own);
  let start = own;
  let least = residualAt(u, v);
  if (differsBeside) {
    const error = residualAt(uOf(beside), vOf(beside));
    if (error < least) {
      least = error;
      start = beside;
    }
  }
  if (differsAbove && residualAt(uOf(above), vOf(above)) < least) start = above;
  if (side == -1 || start != own) descend(own, uOf(start), vOf(start));
  if (side == -1 && rescuePx > 0) rescue(own);
  leave(own, u, v);
  leave(own, uOf(beside), vOf(beside));
  leave(own, uOf(above), vOf(above));
}

/**
 * Finds all patches of the levels at `firstAt` and `secondAt`, from the flow so far at (uAt, vAt), whose lines have
 * `flowStride` pixels. Writes the displacements [rows, cols] to (gridUAt, gridVAt).
 */
export function search(
  firstAt: usize,
  secondAt: usize,
  widthPx: i32,
  heightPx: i32,
  imageWidthPx: f64,
  imageHeightPx: f64,
  uAt: usize,
  vAt: usize,
  flowStride: i32,
  gridUAt: usize,
  gridVAt: usize,
  patchStridePx: i32,
  steps: i32,
  reachPx: i32,
): void {
  first = firstAt;
  second = secondAt;
  width = widthPx;
  height = heightPx;
  stride = widthPx + 2 * borderPx;
  rightmost = <f64>(widthPx + borderPx - patchPx - 2);
  lowest = <f64>(heightPx + borderPx - patchPx - 2);
  seenRight = imageWidthPx - <f64>patchPx + overhangPx;
  seenBottom = imageHeightPx - <f64>patchPx + overhangPx;
  maxSteps = steps;
  rescuePx = <f64>reachPx;
  gridU = gridUAt;
  gridV = gridVAt;
  stridePx = patchStridePx;
  cols = patchCount(widthPx, stridePx);
  rows = patchCount(heightPx, stridePx);
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const x = min(patchEdge(col, width, stridePx) + patchPx / 2, width - 1);
      const y = min(patchEdge(row, height, stridePx) + patchPx / 2, height - 1);
      const at = (<usize>(y * flowStride + x)) << 2;
      put(row * cols + col, <f64>load<f32>(uAt + at), <f64>load<f32>(vAt + at));
    }
  for (let row = 0; row < rows; row++) for (let col = 0; col < cols; col++) find(col, row, -1);
  for (let row = rows - 1; row >= 0; row--) for (let col = cols - 1; col >= 0; col--) find(col, row, 1);
}
