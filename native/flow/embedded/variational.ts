import { borderPx } from './pyramid.ts';
import { between } from './patch-template.ts';
import type { FrameLevel } from './pyramid.ts';

/** Weights and iteration counts of the variational refinement. */
export interface RefinementConfig {
  /** How often the robust weights are computed. */
  readonly reweightings: number;
  /** Red-black relaxation sweeps per reweighting. */
  readonly sweeps: number;
  readonly relaxation: number;
  /** Weights of gradient constancy and of smoothness. */
  readonly gradient: number;
  readonly smoothness: number;
  /** Image gradient (gray levels per pixel) at which smoothness halves. */
  readonly edgeGradient: number;
  readonly dataEpsilon: number;
  readonly smoothEpsilon: number;
}

const f32 = Math.fround;
const normFloor = f32(0.01);
const leastWeight = f32(1e-6);

/** What follows from a configuration, in float32. */
export function refinementFactors(config: RefinementConfig) {
  return {
    steep: f32(1 / config.edgeGradient ** 2),
    dataFloor: f32(config.dataEpsilon ** 2),
    smoothFloor: f32(config.smoothEpsilon ** 2),
  };
}

/**
 * Variational refinement of one level (Brox et al., ECCV 2004, as used by Kroeger et al., ECCV 2016): robust
 * gradient constancy, normalised (Zimmer et al., IJCV 2011), with a robust smoothness that yields at flow edges and
 * image edges; solved by red-black successive over-relaxation. Brightness constancy beside it gained nothing.
 * All planes have a halo of one pixel, so that stencils need no case for the border.
 */
export class Refinement {
  private readonly first: FrameLevel;
  private readonly second: FrameLevel;
  private readonly config: RefinementConfig;
  private readonly width: number;
  private readonly height: number;
  private readonly stride: number;
  private readonly u: Float32Array;
  private readonly v: Float32Array;
  /** The flow by which the second frame was last warped. */
  private readonly u0: Float32Array;
  private readonly v0: Float32Array;
  /** Mean of the first frame and the warped second one, and second minus first. */
  private readonly mean: Float32Array;
  private readonly change: Float32Array;
  private readonly dx: Float32Array;
  private readonly dy: Float32Array;
  /** 1 where the displaced point lies inside the second image, else 0. */
  private readonly inside: Float32Array;
  /** The system: first the data term's matrix and right-hand side, then the inverted diagonal blocks. */
  private readonly m11: Float32Array;
  private readonly m12: Float32Array;
  private readonly m22: Float32Array;
  private readonly b1: Float32Array;
  private readonly b2: Float32Array;
  /** Smoothness of a pixel, then of the edge to its right and of the edge below it. */
  private readonly flatness: Float32Array;
  private readonly right: Float32Array;
  private readonly below: Float32Array;

  constructor(first: FrameLevel, second: FrameLevel, config: RefinementConfig) {
    this.first = first;
    this.second = second;
    this.config = config;
    this.width = first.widthPx;
    this.height = first.heightPx;
    this.stride = first.widthPx + 2;
    const plane = () => new Float32Array(this.stride * (this.height + 2));
    this.u = plane();
    this.v = plane();
    this.u0 = plane();
    this.v0 = plane();
    this.mean = plane();
    this.change = plane();
    this.dx = plane();
    this.dy = plane();
    this.inside = plane();
    this.m11 = plane();
    this.m12 = plane();
    this.m22 = plane();
    this.b1 = plane();
    this.b2 = plane();
    this.flatness = plane();
    this.right = plane();
    this.below = plane();
  }

  /** Refines `u` and `v` [H, W] in place. */
  run(u: Float32Array, v: Float32Array): void {
    const { width, height, stride } = this;
    for (let y = 0; y < height; y++) {
      this.u.set(u.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
      this.v.set(v.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
    }
    this.relaxAll();
    for (let y = 0; y < height; y++) {
      const at = (y + 1) * stride + 1;
      u.set(this.u.subarray(at, at + width), y * width);
      v.set(this.v.subarray(at, at + width), y * width);
    }
  }

  private relaxAll(): void {
    this.warp();
    this.fillHalo(this.mean);
    this.fillHalo(this.change);
    this.differentiate();
    this.fillHalo(this.dx);
    this.fillHalo(this.dy);
    for (let i = 0; i < this.config.reweightings; i++) {
      this.weighSmoothness();
      this.weighData();
      this.invertBlocks();
      for (let sweep = 0; sweep < this.config.sweeps; sweep++) {
        this.sweep(0);
        this.sweep(1);
      }
    }
  }

  /** Repeats the outermost pixels into the halo. */
  private fillHalo(plane: Float32Array): void {
    const { width, height, stride } = this;
    for (let y = 1; y <= height; y++) {
      plane[y * stride] = plane[y * stride + 1]!;
      plane[y * stride + width + 1] = plane[y * stride + width]!;
    }
    plane.copyWithin(0, stride, 2 * stride);
    plane.copyWithin((height + 1) * stride, height * stride, (height + 1) * stride);
  }

  private warp(): void {
    const { width, height, stride, u, v, u0, v0, mean, change, inside } = this;
    const { gray: a } = this.first;
    const { gray: b, stride: lineStride, imageWidthPx, imageHeightPx } = this.second;
    u0.set(u);
    v0.set(v);
    for (let y = 0; y < height; y++) {
      let i = (y + 1) * stride + 1;
      let from = (y + borderPx) * lineStride + borderPx;
      for (let x = 0; x < width; x++, i++, from++) {
        const toX = f32(x + u[i]!);
        const toY = f32(y + v[i]!);
        const px = Math.min(Math.max(toX, -1), width);
        const py = Math.min(Math.max(toY, -1), height);
        const x0 = Math.floor(px);
        const y0 = Math.floor(py);
        const fx = px - x0;
        const fy = py - y0;
        const at = (y0 + borderPx) * lineStride + x0 + borderPx;
        const upper = between(b, at, fx);
        const warped = f32(upper + f32(fy * f32(between(b, at + lineStride, fx) - upper)));
        mean[i] = 0.5 * f32(warped + a[from]!);
        change[i] = warped - a[from]!;
        inside[i] = toX < 0 || toY < 0 || toX > imageWidthPx - 1 || toY > imageHeightPx - 1 ? 0 : 1;
      }
    }
  }

  private differentiate(): void {
    const { width, height, stride, mean, dx, dy } = this;
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        dx[i] = 0.5 * f32(mean[i + 1]! - mean[i - 1]!);
        dy[i] = 0.5 * f32(mean[i + stride]! - mean[i - stride]!);
      }
  }

  /** The robust smoothness of every edge between neighbouring pixels; zero across the border. */
  private weighSmoothness(): void {
    const { width, height, stride, u, v, dx, dy, flatness, right, below } = this;
    const { smoothness } = this.config;
    const { steep, smoothFloor } = refinementFactors(this.config);
    this.fillHalo(u);
    this.fillHalo(v);
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        const ux = f32(u[i + 1]! - u[i - 1]!);
        const uy = f32(u[i + stride]! - u[i - stride]!);
        const vx = f32(v[i + 1]! - v[i - 1]!);
        const vy = f32(v[i + stride]! - v[i - stride]!);
        const ofU = f32(f32(ux * ux) + f32(uy * uy));
        const slope = f32(0.25 * f32(f32(ofU + f32(vx * vx)) + f32(vy * vy)));
        const edge = f32(f32(f32(dx[i]! * dx[i]!) + f32(dy[i]! * dy[i]!)) * steep);
        flatness[i] = smoothness / f32(f32(Math.sqrt(f32(slope + smoothFloor))) * f32(1 + edge));
      }
    for (let y = 1; y <= height; y++) {
      const line = y * stride;
      for (let i = line + 1, end = i + width; i < end; i++) {
        right[i] = 0.5 * f32(flatness[i]! + flatness[i + 1]!);
        below[i] = 0.5 * f32(flatness[i]! + flatness[i + stride]!);
      }
      right[line] = 0;
      right[line + width] = 0;
    }
    below.fill(0, 0, stride);
    below.fill(0, height * stride, (height + 1) * stride);
  }

  /** The data term's matrix and right-hand side, robustly weighted at the current flow. */
  private weighData(): void {
    const { width, height, stride, u, v, u0, v0, change, dx, dy, inside, m11, m12, m22, b1, b2 } = this;
    const { gradient } = this.config;
    const { dataFloor } = refinementFactors(this.config);
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        const du = f32(u[i]! - u0[i]!);
        const dv = f32(v[i]! - v0[i]!);
        const ixx = f32(0.5 * f32(dx[i + 1]! - dx[i - 1]!));
        const ixy = f32(0.5 * f32(dx[i + stride]! - dx[i - stride]!));
        const iyy = f32(0.5 * f32(dy[i + stride]! - dy[i - stride]!));
        const ixz = f32(0.5 * f32(change[i + 1]! - change[i - 1]!));
        const iyz = f32(0.5 * f32(change[i + stride]! - change[i - stride]!));
        const xySquared = f32(ixy * ixy);
        const nx = f32(1 / f32(f32(f32(ixx * ixx) + xySquared) + normFloor));
        const ny = f32(1 / f32(f32(f32(iyy * iyy) + xySquared) + normFloor));
        const rx = f32(f32(ixz + f32(ixx * du)) + f32(ixy * dv));
        const ry = f32(f32(iyz + f32(ixy * du)) + f32(iyy * dv));
        const squares = f32(f32(f32(f32(rx * rx) * nx) + f32(f32(ry * ry) * ny)) + dataFloor);
        const w = f32((inside[i]! * gradient) / f32(Math.sqrt(squares)));
        const wx = f32(w * nx);
        const wy = f32(w * ny);
        const wxx = f32(wx * ixx);
        const wxy = f32(wx * ixy);
        const wyx = f32(wy * ixy);
        const wyy = f32(wy * iyy);
        const a11 = f32(f32(wxx * ixx) + f32(wyx * ixy));
        const a12 = f32(f32(wxx * ixy) + f32(wyx * iyy));
        const a22 = f32(f32(wxy * ixy) + f32(wyy * iyy));
        const c1 = f32(f32(wxx * ixz) + f32(wyx * iyz));
        const c2 = f32(f32(wxy * ixz) + f32(wyy * iyz));
        m11[i] = a11;
        m12[i] = a12;
        m22[i] = a22;
        b1[i] = f32(f32(a11 * u0[i]!) + f32(a12 * v0[i]!)) - c1;
        b2[i] = f32(f32(a12 * u0[i]!) + f32(a22 * v0[i]!)) - c2;
      }
  }

  /** Adds the smoothness to the diagonal blocks and inverts them. */
  private invertBlocks(): void {
    const { width, height, stride, m11, m12, m22, right, below } = this;
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        const beside = f32(right[i]! + right[i - 1]!);
        const weight = f32(f32(f32(beside + below[i]!) + below[i - stride]!) + leastWeight);
        const p = f32(m11[i]! + weight);
        const q = m12[i]!;
        const r = f32(m22[i]! + weight);
        const scale = f32(1 / f32(f32(p * r) - f32(q * q)));
        m11[i] = r * scale;
        m12[i] = -q * scale;
        m22[i] = p * scale;
      }
  }

  /** Relaxes the pixels of one colour of the chequerboard. */
  private sweep(colour: 0 | 1): void {
    const { width, height, stride, u, v, m11, m12, m22, b1, b2, right, below } = this;
    const relaxation = f32(this.config.relaxation);
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1 + ((y + colour) & 1), end = y * stride + 1 + width; i < end; i += 2) {
        const r = right[i]!;
        const l = right[i - 1]!;
        const d = below[i]!;
        const t = below[i - stride]!;
        const besideU = f32(f32(b1[i]! + f32(r * u[i + 1]!)) + f32(l * u[i - 1]!));
        const besideV = f32(f32(b2[i]! + f32(r * v[i + 1]!)) + f32(l * v[i - 1]!));
        const p = f32(f32(besideU + f32(d * u[i + stride]!)) + f32(t * u[i - stride]!));
        const q = f32(f32(besideV + f32(d * v[i + stride]!)) + f32(t * v[i - stride]!));
        u[i]! += f32(relaxation * f32(f32(f32(m11[i]! * p) + f32(m12[i]! * q)) - u[i]!));
        v[i]! += f32(relaxation * f32(f32(f32(m12[i]! * p) + f32(m22[i]! * q)) - v[i]!));
      }
  }
}
