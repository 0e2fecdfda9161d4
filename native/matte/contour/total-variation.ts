import type { RasterSize } from '../../raster/types.ts';
import { totalVariationKernels } from './total-variation-kernels.ts';

/** How much a boundary costs between each pixel and the one right of it, and the one below it: [H, W] each. */
export interface BoundaryCosts {
  readonly right: Float32Array;
  readonly below: Float32Array;
}

/** Step sizes of the primal and dual updates: their product times 8, the squared norm of the gradient, is 1. */
const STEP = Math.fround(1 / Math.sqrt(8));
/** Floats of SIMD, by which lines end and planes are apart. */
const LANES = 4;
/** Before the first plane: what the kernel keeps for itself lies in its memory's first page. */
const PAGE_BYTES = 65_536;

/** The planes as both implementations take them: lines of `stride` floats with at least one 0 behind each. */
interface Layout {
  readonly stride: number;
  readonly heightPx: number;
  /** Places of the planes, in floats: between two of them lies a line of 0. */
  readonly right: number;
  readonly below: number;
  readonly support: number;
  readonly labels: number;
  readonly ahead: number;
  readonly dualX: number;
  readonly dualY: number;
  readonly floats: number;
}

function layoutOf({ widthPx, heightPx }: RasterSize): Layout {
  const stride = Math.ceil((widthPx + 1) / LANES) * LANES;
  const plane = (heightPx + 1) * stride;
  const at = (k: number): number => stride + k * plane;
  return {
    ...{ stride, heightPx, right: at(0), below: at(1), support: at(2), labels: at(3), ahead: at(4) },
    ...{ dualX: at(5), dualY: at(6), floats: at(7) },
  };
}

/** The iterations without SIMD, rounded as with it. */
export function minimiseScalar(
  room: Float32Array,
  { stride, heightPx, right, below, support, labels, ahead, dualX, dualY }: Layout,
  iterations: number,
): void {
  const round = Math.fround;
  const clamped = (value: number, bound: number): number => Math.max(Math.min(value, bound), -bound);
  const end = stride * heightPx;
  for (let k = 0; k < iterations; k++)
    for (let y = 0; y < end; y += stride) {
      for (let i = y; i < y + stride; i++) {
        const here = room[ahead + i]!;
        const across = round(STEP * round(room[ahead + i + 1]! - here));
        room[dualX + i] = clamped(round(room[dualX + i]! + across), room[right + i]!);
        const down = round(STEP * round(room[ahead + i + stride]! - here));
        room[dualY + i] = clamped(round(room[dualY + i]! + down), room[below + i]!);
      }
      for (let i = y; i < y + stride; i++) {
        const across = round(room[dualX + i]! - room[dualX + i - 1]!);
        const down = round(room[dualY + i]! - room[dualY + i - stride]!);
        const pull = round(round(across + down) + room[support + i]!);
        const old = room[labels + i]!;
        const value = Math.max(Math.min(round(old + round(STEP * pull)), 1), 0);
        room[labels + i] = value;
        room[ahead + i] = round(round(value + value) - old);
      }
    }
}

/** Where the planes lie, and what iterates over them. */
function workplace(layout: Layout, simd: boolean): { room: Float32Array; iterate: (count: number) => void } {
  const kernels = simd ? totalVariationKernels() : null;
  if (kernels === null) {
    const room = new Float32Array(layout.floats);
    return { room, iterate: (count) => minimiseScalar(room, layout, count) };
  }
  const { memory } = kernels;
  const missing = PAGE_BYTES + 4 * layout.floats - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const room = new Float32Array(memory.buffer, PAGE_BYTES, layout.floats).fill(0);
  const { right, below, support, labels, ahead, dualX, dualY, stride, heightPx } = layout;
  const [r, b, s, l, a, x, y] = [right, below, support, labels, ahead, dualX, dualY].map(
    (at) => PAGE_BYTES + 4 * at,
  ) as [number, number, number, number, number, number, number];
  return { room, iterate: (count) => kernels.minimise(r, b, s, l, a, x, y, stride, heightPx, STEP, count) };
}

/**
 * Minimises Σ cost · |difference of neighbours| - Σ support · u over 0 ≤ u ≤ 1, in place of `labels`: the convex form of
 * the binary cut, whose minimiser cut at one half is a minimal cut (Chan, Esedoglu and Nikolova, 2006), by the primal-dual
 * iteration of Chambolle and Pock (2011).
 *
 * @param labels [H, W] of 0..1, where to begin; @param support [H, W], positive for 1; @param simd false for the
 * implementation without, which gives the same bits.
 */
export function minimiseTotalVariation(
  labels: Float32Array,
  support: Float32Array,
  { right, below }: BoundaryCosts,
  size: RasterSize,
  iterations: number,
  simd = true,
): void {
  const { widthPx, heightPx } = size;
  const layout = layoutOf(size);
  const { room, iterate } = workplace(layout, simd);
  for (let y = 0; y < heightPx; y++) {
    const line = (plane: Float32Array, width = widthPx) => plane.subarray(y * widthPx, y * widthPx + width);
    const to = y * layout.stride;
    room.set(line(right, widthPx - 1), layout.right + to);
    if (y + 1 < heightPx) room.set(line(below), layout.below + to);
    room.set(line(support), layout.support + to);
    room.set(line(labels), layout.labels + to);
    room.set(line(labels), layout.ahead + to);
  }
  iterate(iterations);
  for (let y = 0; y < heightPx; y++) {
    const from = layout.labels + y * layout.stride;
    labels.set(room.subarray(from, from + widthPx), y * widthPx);
  }
}
