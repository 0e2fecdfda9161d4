import { borderPx } from './pyramid.ts';
import type { FrameLevel } from './pyramid.ts';

/** Weights and iteration counts of the variational refinement. */
export interface RefinementConfig {
  /** How often the second frame is warped by the current flow. */
  readonly warps: number;
  /** How often the robust weights are recomputed per warp. */
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

const normFloor = 0.01;

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
    for (let warp = 0; warp < this.config.warps; warp++) this.relaxOneWarp();
    for (let y = 0; y < height; y++) {
      const at = (y + 1) * stride + 1;
      u.set(this.u.subarray(at, at + width), y * width);
      v.set(this.v.subarray(at, at + width), y * width);
    }
  }

  private relaxOneWarp(): void {
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
        const toX = x + u[i]!;
        const toY = y + v[i]!;
        const px = Math.min(Math.max(toX, -1), width);
        const py = Math.min(Math.max(toY, -1), height);
        const x0 = Math.floor(px);
        const y0 = Math.floor(py);
        const fx = px - x0;
        const fy = py - y0;
        const at = (y0 + borderPx) * lineStride + x0 + borderPx;
        const upper = b[at]! + fx * (b[at + 1]! - b[at]!);
        const lower = b[at + lineStride]! + fx * (b[at + lineStride + 1]! - b[at + lineStride]!);
        const warped = upper + fy * (lower - upper);
        mean[i] = 0.5 * (warped + a[from]!);
        change[i] = warped - a[from]!;
        inside[i] = toX < 0 || toY < 0 || toX > imageWidthPx - 1 || toY > imageHeightPx - 1 ? 0 : 1;
      }
    }
  }

  private differentiate(): void {
    const { width, height, stride, mean, dx, dy } = this;
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        dx[i] = 0.5 * (mean[i + 1]! - mean[i - 1]!);
        dy[i] = 0.5 * (mean[i + stride]! - mean[i - stride]!);
      }
  }

  /** The robust smoothness of every edge between neighbouring pixels; zero across the border. */
  private weighSmoothness(): void {
    const { width, height, stride, u, v, dx, dy, flatness, right, below } = this;
    const { smoothness, edgeGradient } = this.config;
    const epsilon = this.config.smoothEpsilon ** 2;
    const steep = 1 / (edgeGradient * edgeGradient);
    this.fillHalo(u);
    this.fillHalo(v);
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        const ux = u[i + 1]! - u[i - 1]!;
        const uy = u[i + stride]! - u[i - stride]!;
        const vx = v[i + 1]! - v[i - 1]!;
        const vy = v[i + stride]! - v[i - stride]!;
        const slope = 0.25 * (ux * ux + uy * uy + vx * vx + vy * vy);
        const edge = (dx[i]! * dx[i]! + dy[i]! * dy[i]!) * steep;
        flatness[i] = smoothness / (Math.sqrt(slope + epsilon) * (1 + edge));
      }
    for (let y = 1; y <= height; y++) {
      const line = y * stride;
      for (let i = line + 1, end = i + width; i < end; i++) {
        right[i] = 0.5 * (flatness[i]! + flatness[i + 1]!);
        below[i] = 0.5 * (flatness[i]! + flatness[i + stride]!);
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
    const epsilon = this.config.dataEpsilon ** 2;
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        const du = u[i]! - u0[i]!;
        const dv = v[i]! - v0[i]!;
        const ixx = 0.5 * (dx[i + 1]! - dx[i - 1]!);
        const ixy = 0.5 * (dx[i + stride]! - dx[i - stride]!);
        const iyy = 0.5 * (dy[i + stride]! - dy[i - stride]!);
        const ixz = 0.5 * (change[i + 1]! - change[i - 1]!);
        const iyz = 0.5 * (change[i + stride]! - change[i - stride]!);
        const nx = 1 / (ixx * ixx + ixy * ixy + normFloor);
        const ny = 1 / (iyy * iyy + ixy * ixy + normFloor);
        const rx = ixz + ixx * du + ixy * dv;
        const ry = iyz + ixy * du + iyy * dv;
        const w = (inside[i]! * gradient) / Math.sqrt(rx * rx * nx + ry * ry * ny + epsilon);
        const wx = w * nx;
        const wy = w * ny;
        const a11 = wx * ixx * ixx + wy * ixy * ixy;
        const a12 = wx * ixx * ixy + wy * ixy * iyy;
        const a22 = wx * ixy * ixy + wy * iyy * iyy;
        const c1 = wx * ixx * ixz + wy * ixy * iyz;
        const c2 = wx * ixy * ixz + wy * iyy * iyz;
        m11[i] = a11;
        m12[i] = a12;
        m22[i] = a22;
        b1[i] = a11 * u0[i]! + a12 * v0[i]! - c1;
        b2[i] = a12 * u0[i]! + a22 * v0[i]! - c2;
      }
  }

  /** Adds the smoothness to the diagonal blocks and inverts them. */
  private invertBlocks(): void {
    const { width, height, stride, m11, m12, m22, right, below } = this;
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1, end = i + width; i < end; i++) {
        const weight = right[i]! + right[i - 1]! + below[i]! + below[i - stride]! + 1e-6;
        const p = m11[i]! + weight;
        const q = m12[i]!;
        const r = m22[i]! + weight;
        const scale = 1 / (p * r - q * q);
        m11[i] = r * scale;
        m12[i] = -q * scale;
        m22[i] = p * scale;
      }
  }

  /** Relaxes the pixels of one colour of the chequerboard. */
  private sweep(colour: 0 | 1): void {
    const { width, height, stride, u, v, m11, m12, m22, b1, b2, right, below } = this;
    const { relaxation } = this.config;
    for (let y = 1; y <= height; y++)
      for (let i = y * stride + 1 + ((y + colour) & 1), end = y * stride + 1 + width; i < end; i += 2) {
        const r = right[i]!;
        const l = right[i - 1]!;
        const d = below[i]!;
        const t = below[i - stride]!;
        const p = b1[i]! + r * u[i + 1]! + l * u[i - 1]! + d * u[i + stride]! + t * u[i - stride]!;
        const q = b2[i]! + r * v[i + 1]! + l * v[i - 1]! + d * v[i + stride]! + t * v[i - stride]!;
        u[i]! += relaxation * (m11[i]! * p + m12[i]! * q - u[i]!);
        v[i]! += relaxation * (m12[i]! * p + m22[i]! * q - v[i]!);
      }
  }
}
