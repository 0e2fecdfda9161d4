import { readFileSync } from 'node:fs';

/** What kernels/index.ts exports; pointers are bytes in `memory`, strides pixels. */
export interface FlowKernels {
  readonly memory: WebAssembly.Memory;
  search(
    first: number,
    second: number,
    widthPx: number,
    heightPx: number,
    imageWidthPx: number,
    imageHeightPx: number,
    u: number,
    v: number,
    flowStride: number,
    gridU: number,
    gridV: number,
    patchStridePx: number,
    steps: number,
    rescuePx: number,
  ): void;
  densify(
    first: number,
    second: number,
    widthPx: number,
    heightPx: number,
    gridU: number,
    gridV: number,
    patchStridePx: number,
    u: number,
    v: number,
    weights: number,
    flowStride: number,
  ): void;
  refineBytes(widthPx: number, heightPx: number): number;
  refine(
    scratch: number,
    first: number,
    second: number,
    widthPx: number,
    heightPx: number,
    imageWidthPx: number,
    imageHeightPx: number,
    u: number,
    v: number,
    flowStride: number,
    reweightings: number,
    sweeps: number,
    relaxation: number,
    gradient: number,
    smoothness: number,
    steep: number,
    dataEpsilon: number,
    smoothEpsilon: number,
  ): void;
  double(
    from: number,
    widthPx: number,
    heightPx: number,
    fromStride: number,
    to: number,
    toStride: number,
  ): void;
}

/** The compiled kernels: `npm run build:kernels` makes them of kernels/. */
const kernelsUrl = new URL('../../../resources/flow-kernels.wasm', import.meta.url);

/** The kernels with memory of their own; null where this machine's WebAssembly has no SIMD. */
export function loadFlowKernels(): FlowKernels | null {
  const bytes = readFileSync(kernelsUrl);
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(bytes)) return null;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as FlowKernels;
}
