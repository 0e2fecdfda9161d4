// Variational refinement of one level: variational.ts one folder up, four pixels at a time.
//
// Pixels of even and odd x lie apart, so that the neighbours of four pixels of one colour of the chequerboard are four
// pixels side by side of the other: a line holds first its even, then its odd pixels, each with four values of margin
// on either side. The pixel left of odd pixel k is even pixel k, that left of even pixel k is odd pixel k - 1. Planes
// have one line more above and below.
import { borderPx } from './patch';

const normFloor: f32 = 0.01;
const marginPx: i32 = 4;

let width: i32 = 0;
let height: i32 = 0;
/** Pixels of one parity, in whole vectors; bytes of them with their margins, of a line, and of a plane. */
let half: i32 = 0;
let partBytes: usize = 0;
let lineBytes: usize = 0;
let planeBytes: usize = 0;

/** The planes, each at its pixel (0, 0). */
let u: usize = 0;
let v: usize = 0;
/** The flow by which the second frame was warped. */
let u0: usize = 0;
let v0: usize = 0;
/** Mean of the first frame and the warped second one, second minus first, and the mean's gradient. */
let mean: usize = 0;
let change: usize = 0;
let dx: usize = 0;
let dy: usize = 0;
/** The weight of gradient constancy where the displaced point lies inside the second image, else 0. */
let trust: usize = 0;
let flatness: usize = 0;
/** For every four pixels: inverted diagonal block (11, 12, 22), right-hand side (u, v), weights right, left, below. */
let system: usize = 0;
const systemBytes: usize = 128;
const planes: i32 = 10;

/** Bytes that `refine` needs for a level of this size. */
export function refineBytes(widthPx: i32, heightPx: i32): usize {
  layOut(0, widthPx, heightPx);
  return <usize>planes * planeBytes + ((<usize>height) << 1) * <usize>(half >> 2) * systemBytes;
}

function layOut(at: usize, widthPx: i32, heightPx: i32): void {
  width = widthPx;
  height = heightPx;
  half = (((widthPx + 1) >> 1) + 3) & -4;
  partBytes = (<usize>(half + 2 * marginPx)) << 2;
  lineBytes = 2 * partBytes;
  planeBytes = <usize>(heightPx + 2) * lineBytes;
  u = at + lineBytes + (marginPx << 2);
  v = u + planeBytes;
  u0 = v + planeBytes;
  v0 = u0 + planeBytes;
  mean = v0 + planeBytes;
  change = mean + planeBytes;
  dx = change + planeBytes;
  dy = dx + planeBytes;
  trust = dy + planeBytes;
  flatness = trust + planeBytes;
  system = at + <usize>planes * planeBytes;
}

/** Bytes from a line's pixel 0 of one parity to the pixels on the left of the first four of the other parity. */
function leftOf(odd: i32): isize {
  return odd == 1 ? 0 : <isize>partBytes - 4;
}

function even(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 0, 2, 4, 6);
}

function odd(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 1, 3, 5, 7);
}

/** Gives the margins of a line beyond x = 0 and x = W - 1 the values there, times `sign`. */
function fillMargins(line: usize, sign: f32): void {
  const near = sign * load<f32>(line);
  const lastPart = line + ((width & 1) == 1 ? 0 : partBytes);
  const far = sign * load<f32>(lastPart + ((<usize>((width - 1) >> 1)) << 2));
  store<f32>(line - 4, near);
  store<f32>(line + partBytes - 4, near);
  for (let k = (width + 1) >> 1; k < half + marginPx; k++) store<f32>(line + ((<usize>k) << 2), far);
  for (let k = width >> 1; k < half + marginPx; k++) store<f32>(line + partBytes + ((<usize>k) << 2), far);
}

function fillHalo(plane: usize): void {
  const start = plane - (marginPx << 2);
  for (let y = 0, line = plane; y < height; y++, line += lineBytes) fillMargins(line, 1);
  memory.copy(start - lineBytes, start, lineBytes);
  const end = start + <usize>height * lineBytes;
  memory.copy(end, end - lineBytes, lineBytes);
}

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
function warp(
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

/** The gradient of the mean picture. */
function differentiate(): void {
  const factor = f32x4.splat(0.5);
  for (let y = 0; y < height; y++)
    for (let parity = 0; parity < 2; parity++) {
      let at = <usize>y * lineBytes + (parity == 1 ? partBytes : 0);
      let beside = <usize>y * lineBytes + leftOf(parity);
      for (const end = at + ((<usize>half) << 2); at < end; at += 16, beside += 16) {
        const across = f32x4.sub(v128.load(mean + beside, 4), v128.load(mean + beside));
        const down = f32x4.sub(v128.load(mean + at + lineBytes), v128.load(mean + at - lineBytes));
        v128.store(dx + at, f32x4.mul(factor, across));
        v128.store(dy + at, f32x4.mul(factor, down));
      }
    }
}

/** The robust smoothness of a line's pixels. Beyond the border it is the negative, so that means across it are zero. */
function weighSmoothness(y: i32, smoothness: v128, steep: v128, epsilon: v128): void {
  const one = f32x4.splat(1);
  const quarter = f32x4.splat(0.25);
  const line = <usize>y * lineBytes;
  for (let parity = 0; parity < 2; parity++) {
    let at = line + (parity == 1 ? partBytes : 0);
    let beside = line + leftOf(parity);
    for (const end = at + ((<usize>half) << 2); at < end; at += 16, beside += 16) {
      const ux = f32x4.sub(v128.load(u + beside, 4), v128.load(u + beside));
      const uy = f32x4.sub(v128.load(u + at + lineBytes), v128.load(u + at - lineBytes));
      const vx = f32x4.sub(v128.load(v + beside, 4), v128.load(v + beside));
      const vy = f32x4.sub(v128.load(v + at + lineBytes), v128.load(v + at - lineBytes));
      const flow = f32x4.add(f32x4.mul(ux, ux), f32x4.mul(uy, uy));
      const slope = f32x4.mul(quarter, f32x4.add(f32x4.add(flow, f32x4.mul(vx, vx)), f32x4.mul(vy, vy)));
      const gx = v128.load(dx + at);
      const gy = v128.load(dy + at);
      const edge = f32x4.mul(f32x4.add(f32x4.mul(gx, gx), f32x4.mul(gy, gy)), steep);
      const robust = f32x4.sqrt(f32x4.add(slope, epsilon));
      v128.store(flatness + at, f32x4.div(smoothness, f32x4.mul(robust, f32x4.add(one, edge))));
    }
  }
  fillMargins(flatness + line, -1);
  if (y == 0) negate(flatness + line, flatness + line - lineBytes);
  if (y == height - 1) negate(flatness + line, flatness + line + lineBytes);
}

/** A line with the opposite sign. */
function negate(from: usize, to: usize): void {
  for (let part: usize = 0; part <= partBytes; part += partBytes)
    for (let at = part, end = part + ((<usize>half) << 2); at < end; at += 16)
      v128.store(to + at, f32x4.neg(v128.load(from + at)));
}

/** The inverted blocks, right-hand sides and weights of a line, robustly weighted at the current flow. */
function assemble(y: i32, epsilon: v128): void {
  const one = f32x4.splat(1);
  const factor = f32x4.splat(0.5);
  const floor = f32x4.splat(normFloor);
  const line = <usize>y * lineBytes;
  let to = system + ((<usize>y) << 1) * <usize>(half >> 2) * systemBytes;
  for (let parity = 0; parity < 2; parity++) {
    let at = line + (parity == 1 ? partBytes : 0);
    let beside = line + leftOf(parity);
    for (const end = at + ((<usize>half) << 2); at < end; at += 16, beside += 16, to += systemBytes) {
      const startU = v128.load(u0 + at);
      const startV = v128.load(v0 + at);
      const du = f32x4.sub(v128.load(u + at), startU);
      const dv = f32x4.sub(v128.load(v + at), startV);
      const ixx = f32x4.mul(factor, f32x4.sub(v128.load(dx + beside, 4), v128.load(dx + beside)));
      const ixy = f32x4.mul(
        factor,
        f32x4.sub(v128.load(dx + at + lineBytes), v128.load(dx + at - lineBytes)),
      );
      const iyy = f32x4.mul(
        factor,
        f32x4.sub(v128.load(dy + at + lineBytes), v128.load(dy + at - lineBytes)),
      );
      const ixz = f32x4.mul(factor, f32x4.sub(v128.load(change + beside, 4), v128.load(change + beside)));
      const iyz = f32x4.mul(
        factor,
        f32x4.sub(v128.load(change + at + lineBytes), v128.load(change + at - lineBytes)),
      );
      const xySquared = f32x4.mul(ixy, ixy);
      const nx = f32x4.div(one, f32x4.add(f32x4.add(f32x4.mul(ixx, ixx), xySquared), floor));
      const ny = f32x4.div(one, f32x4.add(f32x4.add(f32x4.mul(iyy, iyy), xySquared), floor));
      const rx = f32x4.add(f32x4.add(ixz, f32x4.mul(ixx, du)), f32x4.mul(ixy, dv));
      const ry = f32x4.add(f32x4.add(iyz, f32x4.mul(ixy, du)), f32x4.mul(iyy, dv));
      const squares = f32x4.add(
        f32x4.add(f32x4.mul(f32x4.mul(rx, rx), nx), f32x4.mul(f32x4.mul(ry, ry), ny)),
        epsilon,
      );
      const w = f32x4.div(v128.load(trust + at), f32x4.sqrt(squares));
      const wx = f32x4.mul(w, nx);
      const wy = f32x4.mul(w, ny);
      const wxx = f32x4.mul(wx, ixx);
      const wxy = f32x4.mul(wx, ixy);
      const wyx = f32x4.mul(wy, ixy);
      const wyy = f32x4.mul(wy, iyy);
      const a11 = f32x4.add(f32x4.mul(wxx, ixx), f32x4.mul(wyx, ixy));
      const a12 = f32x4.add(f32x4.mul(wxx, ixy), f32x4.mul(wyx, iyy));
      const a22 = f32x4.add(f32x4.mul(wxy, ixy), f32x4.mul(wyy, iyy));
      const c1 = f32x4.add(f32x4.mul(wxx, ixz), f32x4.mul(wyx, iyz));
      const c2 = f32x4.add(f32x4.mul(wxy, ixz), f32x4.mul(wyy, iyz));
      const b1 = f32x4.sub(f32x4.add(f32x4.mul(a11, startU), f32x4.mul(a12, startV)), c1);
      const b2 = f32x4.sub(f32x4.add(f32x4.mul(a12, startU), f32x4.mul(a22, startV)), c2);
      const flat = v128.load(flatness + at);
      const right = f32x4.mul(factor, f32x4.add(flat, v128.load(flatness + beside, 4)));
      const left = f32x4.mul(factor, f32x4.add(flat, v128.load(flatness + beside)));
      const below = f32x4.mul(factor, f32x4.add(flat, v128.load(flatness + at + lineBytes)));
      const above = f32x4.mul(factor, f32x4.add(flat, v128.load(flatness + at - lineBytes)));
      const weight = f32x4.add(
        f32x4.add(f32x4.add(f32x4.add(right, left), below), above),
        f32x4.splat(<f32>1e-6),
      );
      const p = f32x4.add(a11, weight);
      const r = f32x4.add(a22, weight);
      const scale = f32x4.div(one, f32x4.sub(f32x4.mul(p, r), f32x4.mul(a12, a12)));
      v128.store(to, f32x4.mul(r, scale));
      v128.store(to, f32x4.mul(f32x4.neg(a12), scale), 16);
      v128.store(to, f32x4.mul(p, scale), 32);
      v128.store(to, b1, 48);
      v128.store(to, b2, 64);
      v128.store(to, right, 80);
      v128.store(to, left, 96);
      v128.store(to, below, 112);
    }
  }
}

/** Relaxes a line's pixels of one parity. */
function relax(y: i32, parity: i32, relaxation: v128): void {
  const line = <usize>y * lineBytes;
  const part = parity == 1 ? partBytes : 0;
  const vectors = <usize>(half >> 2);
  let block = system + (((<usize>y) << 1) + <usize>parity) * vectors * systemBytes;
  // The line above the first has no weights: those of the line itself stand in, times zero.
  const aboveBytes: usize = y == 0 ? 0 : 2 * vectors * systemBytes;
  const aboveFactor = f32x4.splat(y == 0 ? 0 : 1);
  let atU = u + line + part;
  let besideU = u + line + leftOf(parity);
  const toV = v - u;
  for (
    const end = block + vectors * systemBytes;
    block < end;
    block += systemBytes, atU += 16, besideU += 16
  ) {
    const right = v128.load(block, 80);
    const left = v128.load(block, 96);
    const below = v128.load(block, 112);
    const above = f32x4.mul(v128.load(block - aboveBytes, 112), aboveFactor);
    const atV = atU + toV;
    const besideV = besideU + toV;
    let p = f32x4.add(v128.load(block, 48), f32x4.mul(right, v128.load(besideU, 4)));
    let q = f32x4.add(v128.load(block, 64), f32x4.mul(right, v128.load(besideV, 4)));
    p = f32x4.add(p, f32x4.mul(left, v128.load(besideU)));
    q = f32x4.add(q, f32x4.mul(left, v128.load(besideV)));
    p = f32x4.add(p, f32x4.mul(below, v128.load(atU + lineBytes)));
    q = f32x4.add(q, f32x4.mul(below, v128.load(atV + lineBytes)));
    p = f32x4.add(p, f32x4.mul(above, v128.load(atU - lineBytes)));
    q = f32x4.add(q, f32x4.mul(above, v128.load(atV - lineBytes)));
    const m12 = v128.load(block, 16);
    const oldU = v128.load(atU);
    const oldV = v128.load(atV);
    const newU = f32x4.add(f32x4.mul(v128.load(block), p), f32x4.mul(m12, q));
    const newV = f32x4.add(f32x4.mul(m12, p), f32x4.mul(v128.load(block, 32), q));
    v128.store(atU, f32x4.add(oldU, f32x4.mul(relaxation, f32x4.sub(newU, oldU))));
    v128.store(atV, f32x4.add(oldV, f32x4.mul(relaxation, f32x4.sub(newV, oldV))));
  }
  // Whole vectors reach over the line's end: what they left there must stay finite, for zero weights meet it.
  for (let k = (width + 1 - parity) >> 1; k < half; k++) {
    const at = line + part + ((<usize>k) << 2);
    store<f32>(u + at, 0);
    store<f32>(v + at, 0);
  }
}

/** Joins even and odd pixels of a plane to lines of `flowLine` bytes. */
function join(plane: usize, flow: usize, flowLine: usize): void {
  for (let y = 0; y < height; y++, plane += lineBytes, flow += flowLine)
    for (let at: usize = 0, end = (<usize>half) << 2; at < end; at += 16) {
      const a = v128.load(plane + at);
      const b = v128.load(plane + at + partBytes);
      v128.store(flow + 2 * at, i32x4.shuffle(a, b, 0, 4, 1, 5));
      v128.store(flow + 2 * at, i32x4.shuffle(a, b, 2, 6, 3, 7), 16);
    }
}

/**
 * Refines the flow at (flowU, flowV), lines of `flowStride` pixels, in place; `scratch` has `refineBytes`. Lines follow
 * each other through all steps of a reweighting: a sweep may begin with a line as soon as the sweep before has done the
 * next one, so that what a line needs stays in the cache.
 */
export function refine(
  scratch: usize,
  first: usize,
  second: usize,
  widthPx: i32,
  heightPx: i32,
  imageWidthPx: f32,
  imageHeightPx: f32,
  flowU: usize,
  flowV: usize,
  flowStride: i32,
  reweightings: i32,
  sweeps: i32,
  relaxation: f32,
  gradient: f32,
  smoothness: f32,
  steep: f32,
  dataEpsilon: f32,
  smoothEpsilon: f32,
): void {
  layOut(scratch, widthPx, heightPx);
  const flowLine = (<usize>flowStride) << 2;
  const right = f32x4.splat(imageWidthPx - 1);
  const bottom = f32x4.splat(imageHeightPx - 1);
  warp(first, second, flowU, flowV, flowLine, right, bottom, f32x4.splat(gradient));
  fillHalo(u);
  fillHalo(v);
  memory.copy(u0 - lineBytes - (marginPx << 2), u - lineBytes - (marginPx << 2), 2 * planeBytes);
  fillHalo(mean);
  fillHalo(change);
  differentiate();
  fillHalo(dx);
  fillHalo(dy);
  const halfSweeps = 2 * sweeps;
  for (let round = 0; round < reweightings; round++) {
    if (round > 0) {
      fillHalo(u);
      fillHalo(v);
    }
    for (let step = 0; step < height + halfSweeps + 1; step++) {
      if (step < height)
        weighSmoothness(step, f32x4.splat(smoothness), f32x4.splat(steep), f32x4.splat(smoothEpsilon));
      const assembled = step - 1;
      if (assembled >= 0 && assembled < height) assemble(assembled, f32x4.splat(dataEpsilon));
      for (let sweep = 0; sweep < halfSweeps; sweep++) {
        const y = step - 2 - sweep;
        if (y >= 0 && y < height) relax(y, (y + 1 + sweep) & 1, f32x4.splat(relaxation));
      }
    }
  }
  join(u, flowU, flowLine);
  join(v, flowV, flowLine);
}
