import type { FlowField } from './types.ts';

/** Where a flow leads from the pixel that was moved to last: p + flow(p), brought to the border where it lies outside. */
export class FlowPlace {
  /** The pixel to the upper left. */
  at = 0;
  /** Steps to that one's neighbours; 0 at the border. */
  right = 0;
  below = 0;
  /** How much of the way to them, 0..1. */
  fx = 0;
  fy = 0;
  isInside = true;
  readonly #data: Float32Array;
  readonly #widthPx: number;
  readonly #heightPx: number;

  constructor({ widthPx, heightPx, data }: FlowField) {
    this.#data = data;
    this.#widthPx = widthPx;
    this.#heightPx = heightPx;
  }

  /** Follows the flow from the pixel (x, y). */
  follow(x: number, y: number): void {
    const widthPx = this.#widthPx;
    const heightPx = this.#heightPx;
    const i = y * widthPx + x;
    const toX = x + this.#data[i]!;
    const toY = y + this.#data[widthPx * heightPx + i]!;
    const px = Math.min(Math.max(toX, 0), widthPx - 1);
    const py = Math.min(Math.max(toY, 0), heightPx - 1);
    const x0 = Math.floor(px);
    const y0 = Math.floor(py);
    this.at = y0 * widthPx + x0;
    this.right = x0 + 1 < widthPx ? 1 : 0;
    this.below = y0 + 1 < heightPx ? widthPx : 0;
    this.fx = px - x0;
    this.fy = py - y0;
    this.isInside = px === toX && py === toY;
  }
}

/** A plane between the pixel `at` and its neighbours `right` and `below` of it, bilinear. */
export function sampleBilinear(
  plane: Float32Array | Uint8Array,
  at: number,
  right: number,
  below: number,
  fx: number,
  fy: number,
): number {
  const upper = plane[at]! + fx * (plane[at + right]! - plane[at]!);
  const lower = plane[at + below]! + fx * (plane[at + below + right]! - plane[at + below]!);
  return upper + fy * (lower - upper);
}
