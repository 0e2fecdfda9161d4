// Variational refinement of one level: variational.ts one folder up, four pixels at a time.
import {
  change,
  dx,
  dy,
  fillHalo,
  half,
  height,
  layOut,
  leftOf,
  lineBytes,
  marginPx,
  mean,
  partBytes,
  planeBytes,
  system,
  systemBytes,
  u,
  u0,
  v,
  width,
} from './refine-planes';
import { assemble, differentiate, weighSmoothness } from './refine-system';
import { warp } from './refine-warp';

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
