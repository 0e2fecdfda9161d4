import { borderPx } from './pyramid.ts';
import type { FrameLevel } from './pyramid.ts';

/** Side of a patch in pixels. */
export const patchPx = 8;
/** Pixels of a patch. */
export const patchArea = patchPx * patchPx;

/** Damping of the Gauss-Newton matrix, in squared gray levels: noise alone moves no patch. */
const damping = 50;

const f32 = Math.fround;

/** The gray between a pixel and the next, `fx` from the first, in float32. */
export function between(gray: Float32Array, at: number, fx: number): number {
  const here = gray[at]!;
  return f32(here + f32(fx * f32(gray[at + 1]! - here)));
}

/** Sums of every fourth pixel of a line, in float32, as the kernels form them. */
export const laneSums = () => new Float32Array(4);

/** The sum of lanes, in float64. */
export const totalOf = (lanes: Float32Array) => lanes[0]! + lanes[1]! + lanes[2]! + lanes[3]!;

/** A patch of the first frame as the inverse search needs it: values, gradients, and the inverted normal matrix. */
export class PatchTemplate {
  readonly value = new Float32Array(patchArea);
  readonly gx = new Float32Array(patchArea);
  readonly gy = new Float32Array(patchArea);
  sumGx = 0;
  sumGy = 0;
  /** The patch's own mean-normalised sum of squares. */
  energy = 0;
  /** The inverse of the 2 × 2 Gauss-Newton matrix. */
  i11 = 0;
  i12 = 0;
  i22 = 0;
  private readonly sums = {
    sum: laneSums(),
    squares: laneSums(),
    sx: laneSums(),
    sy: laneSums(),
    xx: laneSums(),
    xy: laneSums(),
    yy: laneSums(),
  };

  /** Cuts the patch at (left, top); false where it has too little texture to be found again. */
  cut(frame: FrameLevel, left: number, top: number): boolean {
    const { gray, stride } = frame;
    const { value, gx, gy } = this;
    const { sum, squares, sx, sy, xx, xy, yy } = this.sums;
    for (const lanes of [sum, squares, sx, sy, xx, xy, yy]) lanes.fill(0);
    for (let r = 0, k = 0; r < patchPx; r++) {
      let at = (top + r + borderPx) * stride + left + borderPx;
      for (let c = 0; c < patchPx; c++, k++, at++) {
        const lane = c & 3;
        const dx = f32(0.5 * f32(gray[at + 1]! - gray[at - 1]!));
        const dy = f32(0.5 * f32(gray[at + stride]! - gray[at - stride]!));
        const level = gray[at]!;
        value[k] = level;
        gx[k] = dx;
        gy[k] = dy;
        sum[lane]! += level;
        squares[lane]! += f32(level * level);
        sx[lane]! += dx;
        sy[lane]! += dy;
        xx[lane]! += f32(dx * dx);
        xy[lane]! += f32(dx * dy);
        yy[lane]! += f32(dy * dy);
      }
    }
    const levels = totalOf(sum);
    this.energy = totalOf(squares) - (levels * levels) / patchArea;
    this.sumGx = totalOf(sx);
    this.sumGy = totalOf(sy);
    return this.invert(
      totalOf(xx) - (this.sumGx * this.sumGx) / patchArea + damping,
      totalOf(xy) - (this.sumGx * this.sumGy) / patchArea,
      totalOf(yy) - (this.sumGy * this.sumGy) / patchArea + damping,
    );
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
