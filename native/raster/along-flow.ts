import type { FlowField, RasterSize } from './types.ts';

/** A place between the pixels of a raster, brought to the border where it lies outside. */
export class RasterPlace {
  /** The pixel to the upper left. */
  at = 0;
  /** Steps to that one's neighbours; 0 at the border. */
  right = 0;
  below = 0;
  /** How much of the way to them, 0..1. */
  fx = 0;
  fy = 0;
  isInside = true;
  readonly #widthPx: number;
  readonly #heightPx: number;

  constructor({ widthPx, heightPx }: RasterSize) {
    this.#widthPx = widthPx;
    this.#heightPx = heightPx;
  }

  /** Goes to the point (x, y). */
  go(x: number, y: number): void {
    const px = Math.min(Math.max(x, 0), this.#widthPx - 1);
    const py = Math.min(Math.max(y, 0), this.#heightPx - 1);
    const x0 = Math.floor(px);
    const y0 = Math.floor(py);
    this.at = y0 * this.#widthPx + x0;
    this.right = x0 + 1 < this.#widthPx ? 1 : 0;
    this.below = y0 + 1 < this.#heightPx ? this.#widthPx : 0;
    this.fx = px - x0;
    this.fy = py - y0;
    this.isInside = px === x && py === y;
  }
}

/** Where a flow leads from the pixel that was moved to last: p + flow(p). */
export class FlowPlace extends RasterPlace {
  readonly #data: Float32Array;
  readonly #widthPx: number;
  readonly #pixels: number;

  constructor(flow: FlowField) {
    super(flow);
    this.#data = flow.data;
    this.#widthPx = flow.widthPx;
    this.#pixels = flow.widthPx * flow.heightPx;
  }

  /** Follows the flow from the pixel (x, y). */
  follow(x: number, y: number): void {
    const i = y * this.#widthPx + x;
    this.go(x + this.#data[i]!, y + this.#data[this.#pixels + i]!);
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
