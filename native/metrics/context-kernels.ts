import { loadSimdKernels } from '../base/platform/simd-kernels.ts';

/** What kernels/index.ts exports; pointers are bytes in `memory`. */
interface ContextKernels {
  readonly memory: WebAssembly.Memory;
  contextRow(own: number, others: number, bins: number, stride: number, costs: number): void;
}

const kernelsUrl = new URL('../../resources/metric-kernels.wasm', import.meta.url);
const PAGE_BYTES = 65_536;

let known: ContextKernels | null | undefined;

/**
 * The χ² distances of each of `rows` histograms to each of `cols`, [rows, cols], by SIMD; null where the machine has none.
 *
 * @param own [rows, bins], sums of 1.
 * @param others [bins, cols], sums of 1 in each column.
 */
export function simdContextDistances(
  own: Float32Array,
  others: Float32Array,
  bins: number,
): Float32Array | null {
  known ??= loadSimdKernels(kernelsUrl) as unknown as ContextKernels | null;
  if (known === null) return null;
  const { memory } = known;
  const rows = own.length / bins;
  const cols = others.length / bins;
  const stride = Math.ceil(cols / 4) * 4;
  const base = memory.buffer.byteLength;
  const bytes = 4 * (bins + bins * stride + stride);
  const spare = PAGE_BYTES;
  // What the module keeps for itself lies in its first page.
  if (base < spare + bytes) memory.grow(Math.ceil((spare + bytes - base) / PAGE_BYTES));
  const room = new Float32Array(memory.buffer, spare);
  const [ownAt, othersAt, costsAt] = [0, bins, bins + bins * stride] as const;
  for (let k = 0; k < bins; k++) {
    const line = othersAt + k * stride;
    room.set(others.subarray(k * cols, (k + 1) * cols), line);
    room.fill(0, line + cols, line + stride);
  }
  const costs = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    room.set(own.subarray(i * bins, (i + 1) * bins), ownAt);
    known.contextRow(spare + 4 * ownAt, spare + 4 * othersAt, bins, stride, spare + 4 * costsAt);
    costs.set(room.subarray(costsAt, costsAt + cols), i * cols);
  }
  return costs;
}
