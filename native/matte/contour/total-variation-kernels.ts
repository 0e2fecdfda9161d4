import { loadSimdKernels } from '../../base/platform/simd-kernels.ts';

/** What kernels/index.ts exports; pointers are bytes in `memory`. */
export interface TotalVariationKernels {
  readonly memory: WebAssembly.Memory;
  minimise(
    right: number,
    below: number,
    support: number,
    labels: number,
    ahead: number,
    dualX: number,
    dualY: number,
    stride: number,
    heightPx: number,
    step: number,
    iterations: number,
  ): void;
}

/** The compiled kernel: `npm run build:kernels` makes it of kernels/. */
const kernelsUrl = new URL('../../../resources/matte-kernels.wasm', import.meta.url);

let known: TotalVariationKernels | null | undefined;

/** The kernel, loaded once; null where this machine's WebAssembly has no SIMD. */
export function totalVariationKernels(): TotalVariationKernels | null {
  if (known === undefined) known = loadSimdKernels(kernelsUrl) as unknown as TotalVariationKernels | null;
  return known;
}
