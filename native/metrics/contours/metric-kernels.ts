import { loadSimdKernels } from '../../base/platform/simd-kernels.ts';
import { sectorByAngle } from './context-sectors.ts';

/** What kernels/index.ts exports; pointers are bytes in `memory`. */
interface KernelModule {
  readonly memory: WebAssembly.Memory;
  contextRow(own: number, others: number, bins: number, stride: number, costs: number): void;
  pairDistances(rows: number, cols: number, count: number, distances: number): number;
  countPairs(
    ...args: [
      rows: number,
      cols: number,
      count: number,
      distances: number,
      mean: number,
      counts: number,
      sums: number,
    ]
  ): void;
  cheapestPath(
    ...args: [
      costs: number,
      rows: number,
      cols: number,
      shiftRow: number,
      shiftCol: number,
      line: number,
      came: number,
    ]
  ): void;
}

/** The kernels of T, and the memory that they share. */
export interface MetricKernels {
  readonly module: KernelModule;
  /** Where pieces of so many bytes lie; what an earlier call gave is free again. */
  readonly room: (...bytes: readonly number[]) => number[];
}

const kernelsUrl = new URL('../../../resources/metric-kernels.wasm', import.meta.url);
const PAGE_BYTES = 65_536;
/** What the widest number or vector is aligned to. */
const ALIGNED = 16;

function withRoom(module: KernelModule): MetricKernels {
  return {
    module,
    room(...bytes) {
      // What the module keeps for itself lies in its first page.
      let end = PAGE_BYTES;
      const places = bytes.map((length) => {
        const place = end;
        end += Math.ceil(length / ALIGNED) * ALIGNED;
        return place;
      });
      const missing = end - module.memory.buffer.byteLength;
      if (missing > 0) module.memory.grow(Math.ceil(missing / PAGE_BYTES));
      return places;
    },
  };
}

let known: MetricKernels | null | undefined;

/** The kernels; null where this machine's WebAssembly has no SIMD. */
export function metricKernels(): MetricKernels | null {
  if (known !== undefined) return known;
  const module = loadSimdKernels(kernelsUrl, {
    'count-pairs': { sectorByAngle },
  }) as unknown as KernelModule | null;
  known = module === null ? null : withRoom(module);
  return known;
}
