// The linear equations of the variational refinement of one level, robustly weighted at the current flow.
import {
  change,
  dx,
  dy,
  fillMargins,
  flatness,
  half,
  height,
  leftOf,
  lineBytes,
  mean,
  partBytes,
  system,
  systemBytes,
  trust,
  u,
  u0,
  v,
  v0,
} from './refine-planes';

const normFloor: f32 = 0.01;

/** The gradient of the mean picture. */
export function differentiate(): void {
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
export function weighSmoothness(y: i32, smoothness: v128, steep: v128, epsilon: v128): void {
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
export function assemble(y: i32, epsilon: v128): void {
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
