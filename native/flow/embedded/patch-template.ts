import { borderPx } from './pyramid.ts';
import type { FrameLevel } from './pyramid.ts';

/** Side of a patch in pixels. */
export const patchPx = 8;
/** Pixels of a patch. */
export const patchArea = patchPx * patchPx;

/** Damping of the Gauss-Newton matrix, in squared gray levels: noise alone moves no patch. */
const damping = 50;

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

  /** Cuts the patch at (left, top); false where it has too little texture to be found again. */
  cut(frame: FrameLevel, left: number, top: number): boolean {
    const { gray, stride } = frame;
    const { value, gx, gy } = this;
    let sum = 0;
    let squares = 0;
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
        const level = gray[at]!;
        value[k] = level;
        sum += level;
        squares += level * level;
        gx[k] = dx;
        gy[k] = dy;
        sx += dx;
        sy += dy;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
      }
    }
    this.energy = squares - (sum * sum) / patchArea;
    this.sumGx = sx;
    this.sumGy = sy;
    return this.invert(
      xx - (sx * sx) / patchArea + damping,
      xy - (sx * sy) / patchArea,
      yy - (sy * sy) / patchArea + damping,
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
