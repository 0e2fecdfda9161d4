import { borderPx } from './pyramid.ts';
import type { FrameLevel } from './pyramid.ts';

/** Side of a patch in pixels. */
export const patchPx = 8;

const patchArea = patchPx * patchPx;

/** How densely and how long patches are searched. */
export interface PatchSearchConfig {
  /** Distance of neighbouring patches, in pixels. */
  readonly stridePx: number;
  /** Most Gauss-Newton steps per patch. */
  readonly steps: number;
}

/** Patches of one level with the displacement found for each, row-major. */
export interface PatchGrid {
  readonly cols: number;
  readonly rows: number;
  /** Left edge of each column and top edge of each row of patches. */
  readonly lefts: Int32Array;
  readonly tops: Int32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** Edges of patches `stridePx` apart that cover `side` completely; the last one touches the far edge. */
function patchEdges(side: number, stridePx: number): Int32Array {
  const last = Math.max(side - patchPx, 0);
  const count = Math.ceil(last / stridePx) + 1;
  return Int32Array.from({ length: count }, (_, i) => Math.min(i * stridePx, last));
}

/** Scratch of the search: the template (mean removed is not needed, see `residual`), its gradients and sums. */
class Template {
  readonly value = new Float32Array(patchArea);
  readonly gx = new Float32Array(patchArea);
  readonly gy = new Float32Array(patchArea);
  sumGx = 0;
  sumGy = 0;
  /** The inverse of the 2 × 2 Gauss-Newton matrix. */
  i11 = 0;
  i12 = 0;
  i22 = 0;

  /** Cuts the patch at (left, top); false where it has too little texture to be found again. */
  cut(level: FrameLevel, left: number, top: number): boolean {
    const { gray, stride } = level;
    const { value, gx, gy } = this;
    let sx = 0;
    let sy = 0;
    let xx = 0;
    let xy = 0;
    let yy = 0;
    for (let r = 0, k = 0; r < patchPx; r++) {
      let at = (top + r + borderPx) * stride + left + borderPx;
      for (let c = 0; c < patchPx; c++, k++, at++) {
        const dx = 0.5 * (gray[at + 1]! - gray[at - 1]!);
        const dy = 0.5 * (gray[at + stride]! - gray[at - stride]!);
        value[k] = gray[at]!;
        gx[k] = dx;
        gy[k] = dy;
        sx += dx;
        sy += dy;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
      }
    }
    this.sumGx = sx;
    this.sumGy = sy;
    return this.invert(xx - (sx * sx) / patchArea, xy - (sx * sy) / patchArea, yy - (sy * sy) / patchArea);
  }

  private invert(xx: number, xy: number, yy: number): boolean {
    const determinant = xx * yy - xy * xy;
    if (determinant < 1) return false;
    this.i11 = yy / determinant;
    this.i12 = -xy / determinant;
    this.i22 = xx / determinant;
    return true;
  }
}

/**
 * Dense inverse search of one level pair (Kroeger et al., ECCV 2016): every patch of the first frame is moved by
 * inverse-compositional Gauss-Newton steps on the mean-normalised squared difference, starting from the best of the
 * flow handed down by the coarser level and of the patches already found beside it.
 */
export class PatchSearch {
  private readonly template = new Template();
  private readonly first: FrameLevel;
  private readonly second: FrameLevel;
  private readonly config: PatchSearchConfig;
  /** Results of the last `residual`: the gradient of the squared difference. */
  private bx = 0;
  private by = 0;

  constructor(first: FrameLevel, second: FrameLevel, config: PatchSearchConfig) {
    this.first = first;
    this.second = second;
    this.config = config;
  }

  /** Finds all patches; `u` and `v` [H, W] are the flow so far. */
  run(u: Float32Array, v: Float32Array): PatchGrid {
    const { widthPx, heightPx } = this.first;
    const lefts = patchEdges(widthPx, this.config.stridePx);
    const tops = patchEdges(heightPx, this.config.stridePx);
    const [cols, rows] = [lefts.length, tops.length];
    const grid = {
      cols,
      rows,
      lefts,
      tops,
      u: new Float32Array(cols * rows),
      v: new Float32Array(cols * rows),
    };
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++) {
        const x = Math.min(lefts[col]! + patchPx / 2, widthPx - 1);
        const y = Math.min(tops[row]! + patchPx / 2, heightPx - 1);
        grid.u[row * cols + col] = u[y * widthPx + x]!;
        grid.v[row * cols + col] = v[y * widthPx + x]!;
      }
    for (let row = 0; row < rows; row++) for (let col = 0; col < cols; col++) this.find(grid, col, row, -1);
    for (let row = rows - 1; row >= 0; row--)
      for (let col = cols - 1; col >= 0; col--) this.find(grid, col, row, 1);
    return grid;
  }

  /** Improves one patch; `side` says which neighbours were visited before: -1 left and above, 1 right and below. */
  private find(grid: PatchGrid, col: number, row: number, side: -1 | 1): void {
    const { cols, rows, u, v } = grid;
    const left = grid.lefts[col]!;
    const top = grid.tops[row]!;
    if (!this.template.cut(this.first, left, top)) return;
    const own = row * cols + col;
    let start = own;
    let least = this.residual(left, top, u[own]!, v[own]!);
    const beside = col + side;
    if (beside >= 0 && beside < cols) {
      const error = this.residual(left, top, u[own + side]!, v[own + side]!);
      if (error < least) [least, start] = [error, own + side];
    }
    const above = row + side;
    if (above >= 0 && above < rows) {
      const error = this.residual(left, top, u[own + side * cols]!, v[own + side * cols]!);
      if (error < least) start = own + side * cols;
    }
    // The way back only helps patches to which a neighbour's displacement fits better than their own.
    if (side === 1 && start === own) return;
    this.descend(grid, own, left, top, u[start]!, v[start]!);
  }

  private descend(grid: PatchGrid, own: number, left: number, top: number, u0: number, v0: number): void {
    const { i11, i12, i22 } = this.template;
    let u = u0;
    let v = v0;
    let bestU = u0;
    let bestV = v0;
    let least = Infinity;
    for (let step = 0; step < this.config.steps; step++) {
      const error = this.residual(left, top, u, v);
      if (error >= least) break;
      least = error;
      bestU = u;
      bestV = v;
      const du = i11 * this.bx + i12 * this.by;
      const dv = i12 * this.bx + i22 * this.by;
      u -= du;
      v -= dv;
      if (du * du + dv * dv < 1e-3) break;
    }
    const far = Math.abs(bestU - u0) > patchPx || Math.abs(bestV - v0) > patchPx;
    grid.u[own] = far ? u0 : bestU;
    grid.v[own] = far ? v0 : bestV;
  }

  /** The mean-normalised squared difference of the template and the second frame's patch moved by (u, v). */
  private residual(left: number, top: number, u: number, v: number): number {
    const { gray, stride, widthPx, heightPx } = this.second;
    const { value, gx, gy, sumGx, sumGy } = this.template;
    const x = Math.min(Math.max(left + u, 1 - borderPx), widthPx + borderPx - patchPx - 2);
    const y = Math.min(Math.max(top + v, 1 - borderPx), heightPx + borderPx - patchPx - 2);
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    let sum = 0;
    let squares = 0;
    let bx = 0;
    let by = 0;
    for (let r = 0, k = 0; r < patchPx; r++) {
      let at = (y0 + r + borderPx) * stride + x0 + borderPx;
      const a = gray[at]!;
      let before = a + fy * (gray[at + stride]! - a);
      for (let c = 0; c < patchPx; c++, k++) {
        at++;
        const b = gray[at]!;
        const here = b + fy * (gray[at + stride]! - b);
        const difference = before + fx * (here - before) - value[k]!;
        before = here;
        sum += difference;
        squares += difference * difference;
        bx += difference * gx[k]!;
        by += difference * gy[k]!;
      }
    }
    const mean = sum / patchArea;
    this.bx = bx - mean * sumGx;
    this.by = by - mean * sumGy;
    return squares - mean * sum;
  }
}
