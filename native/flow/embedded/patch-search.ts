import { borderPx } from './pyramid.ts';
import type { FrameLevel } from './pyramid.ts';
import { between, laneSums, patchArea, patchPx, PatchTemplate, totalOf } from './patch-template.ts';

const f32 = Math.fround;

/** Displacements closer than this are one and the same starting point. */
const differencePx = 0.5;
/** Squared length of the step at which a descent ends. */
const smallestStep = 1e-2;
/** How far a found patch may hang over the second image's edge, in pixels. */
const overhangPx = 2;
/** Residual, as a share of the patch's energy and per pixel, above which a patch counts as lost. */
const lostShare = 0.3;
const lostSquaredLevels = 9;
/** A lost patch moves only where this share of its residual, or less, remains. */
const rescuedShare = 0.3;
const rescueStepPx = 3;

/** How densely and how long patches are searched. */
export interface PatchSearchConfig {
  /** Distance of neighbouring patches, in pixels. */
  readonly stridePx: number;
  /** Most Gauss-Newton steps per patch. */
  readonly steps: number;
  /** Reach of the exhaustive search for patches that found no match, in pixels; 0 leaves them. */
  readonly rescuePx: number;
}

/** Patches of one level with the displacement found for each, row-major. */
export interface PatchMotion {
  readonly cols: number;
  readonly rows: number;
  /** Left edge of each column and top edge of each row of patches. */
  readonly lefts: Int32Array;
  readonly tops: Int32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** How many patches `stridePx` apart cover `side` completely. */
export function patchCount(side: number, stridePx: number): number {
  return Math.ceil(Math.max(side - patchPx, 0) / stridePx) + 1;
}

/** Their edges; the last one touches the far edge. */
function patchEdges(side: number, stridePx: number): Int32Array {
  const last = Math.max(side - patchPx, 0);
  return Int32Array.from({ length: patchCount(side, stridePx) }, (_, i) => Math.min(i * stridePx, last));
}

/**
 * Dense inverse search of one level pair (Kroeger et al., ECCV 2016): every patch of the first frame is moved by
 * inverse-compositional Gauss-Newton steps on the mean-normalised squared difference, starting from the best of the
 * flow handed down by the coarser level and of the patches already found beside it.
 */
export class PatchSearch {
  private readonly template = new PatchTemplate();
  private readonly first: FrameLevel;
  private readonly second: FrameLevel;
  private readonly config: PatchSearchConfig;
  /** Results of the last `residual`: the gradient of the squared difference. */
  private bx = 0;
  private by = 0;
  private readonly sums = { sum: laneSums(), squares: laneSums(), bx: laneSums(), by: laneSums() };

  constructor(first: FrameLevel, second: FrameLevel, config: PatchSearchConfig) {
    this.first = first;
    this.second = second;
    this.config = config;
  }

  /** Finds all patches; `u` and `v` [H, W] are the flow so far. */
  run(u: Float32Array, v: Float32Array): PatchMotion {
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

  /**
   * Improves one patch; `side` says which neighbours were visited before: -1 left and above, 1 right and below. The
   * way back only searches again where a neighbour's displacement fits better than the patch's own.
   */
  private find(grid: PatchMotion, col: number, row: number, side: -1 | 1): void {
    const { cols, rows } = grid;
    const own = row * cols + col;
    const beside = col + side >= 0 && col + side < cols ? own + side : own;
    const above = row + side >= 0 && row + side < rows ? own + side * cols : own;
    const differs = this.differs(grid, own, beside);
    const differsAbove = this.differs(grid, own, above);
    if (side === 1 && !differs && !differsAbove) return;
    const left = grid.lefts[col]!;
    const top = grid.tops[row]!;
    if (!this.template.cut(this.first, left, top)) return;
    const [u, v] = [grid.u[own]!, grid.v[own]!];
    let start = own;
    let least = this.residual(left, top, u, v);
    if (differs) {
      const error = this.residual(left, top, grid.u[beside]!, grid.v[beside]!);
      if (error < least) [least, start] = [error, beside];
    }
    if (differsAbove) {
      const error = this.residual(left, top, grid.u[above]!, grid.v[above]!);
      if (error < least) start = above;
    }
    if (side === -1 || start !== own) this.descend(grid, own, left, top, grid.u[start]!, grid.v[start]!);
    if (side === -1 && this.config.rescuePx > 0) this.rescue(grid, own, left, top);
    this.leave(grid, own, left, top, u, v);
    this.leave(grid, own, left, top, grid.u[beside]!, grid.v[beside]!);
    this.leave(grid, own, left, top, grid.u[above]!, grid.v[above]!);
  }

  /** Lets a patch without a match go where (u, v) leads it if that is out of the second image, unseen. */
  private leave(grid: PatchMotion, own: number, left: number, top: number, u: number, v: number): void {
    if (this.showsImage(left + u, top + v) || !this.showsImage(left + grid.u[own]!, top + grid.v[own]!))
      return;
    if (!this.isLost(this.residual(left, top, grid.u[own]!, grid.v[own]!))) return;
    grid.u[own] = u;
    grid.v[own] = v;
  }

  /** Whether a residual is too large for the template to have been found. */
  private isLost(residual: number): boolean {
    return residual > lostShare * this.template.energy + lostSquaredLevels * patchArea;
  }

  /** Looks for a patch that resembles nothing at its displacement in a window around it (small fast objects). */
  private rescue(grid: PatchMotion, own: number, left: number, top: number): void {
    const { rescuePx } = this.config;
    const [u, v] = [grid.u[own]!, grid.v[own]!];
    let least = this.residual(left, top, u, v);
    if (!this.isLost(least)) return;
    least *= rescuedShare;
    let [bestU, bestV] = [u, v];
    for (let dv = -rescuePx; dv <= rescuePx; dv += rescueStepPx)
      for (let du = -rescuePx; du <= rescuePx; du += rescueStepPx) {
        if (!this.showsImage(left + u + du, top + v + dv)) continue;
        const error = this.residual(left, top, u + du, v + dv);
        if (error < least) [least, bestU, bestV] = [error, u + du, v + dv];
      }
    if (bestU !== u || bestV !== v) this.descend(grid, own, left, top, bestU, bestV);
  }

  /** Whether two patches' displacements are so far apart that a descent from either might end elsewhere. */
  private differs({ u, v }: PatchMotion, a: number, b: number): boolean {
    const du = u[a]! - u[b]!;
    const dv = v[a]! - v[b]!;
    return du * du + dv * dv > differencePx * differencePx;
  }

  /** Whether enough of a patch at (x, y) lies in the second image: beyond it, repeated borders match by chance. */
  private showsImage(x: number, y: number): boolean {
    const { imageWidthPx, imageHeightPx } = this.second;
    return (
      x >= -overhangPx &&
      y >= -overhangPx &&
      x <= imageWidthPx - patchPx + overhangPx &&
      y <= imageHeightPx - patchPx + overhangPx
    );
  }

  private descend(grid: PatchMotion, own: number, left: number, top: number, u0: number, v0: number): void {
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
      if (du * du + dv * dv < smallestStep) break;
    }
    if (Math.abs(bestU - u0) > patchPx || Math.abs(bestV - v0) > patchPx) return;
    if (!this.showsImage(left + bestU, top + bestV)) return;
    grid.u[own] = bestU;
    grid.v[own] = bestV;
  }

  /** The mean-normalised squared difference of the template and the second frame's patch moved by (u, v). */
  private residual(left: number, top: number, u: number, v: number): number {
    const { gray, stride, widthPx, heightPx } = this.second;
    const { value, gx, gy, sumGx, sumGy } = this.template;
    const x = Math.min(Math.max(left + u, 1 - borderPx), widthPx + borderPx - patchPx - 2);
    const y = Math.min(Math.max(top + v, 1 - borderPx), heightPx + borderPx - patchPx - 2);
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = f32(x - x0);
    const fy = f32(y - y0);
    const { sum, squares, bx, by } = this.sums;
    for (const lanes of [sum, squares, bx, by]) lanes.fill(0);
    for (let r = 0, k = 0; r < patchPx; r++) {
      let at = (y0 + r + borderPx) * stride + x0 + borderPx;
      for (let c = 0; c < patchPx; c++, k++, at++) {
        const lane = c & 3;
        const upper = between(gray, at, fx);
        const moved = f32(upper + f32(fy * f32(between(gray, at + stride, fx) - upper)));
        const difference = f32(moved - value[k]!);
        sum[lane]! += difference;
        squares[lane]! += f32(difference * difference);
        bx[lane]! += f32(difference * gx[k]!);
        by[lane]! += f32(difference * gy[k]!);
      }
    }
    const sums = totalOf(sum);
    const mean = sums / patchArea;
    this.bx = totalOf(bx) - mean * sumGx;
    this.by = totalOf(by) - mean * sumGy;
    return totalOf(squares) - mean * sums;
  }
}
