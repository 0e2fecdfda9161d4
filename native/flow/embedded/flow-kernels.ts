import { loadSimdKernels } from '../../base/platform/simd-kernels.ts';

/** Two frames of one level: pointers to their planes. */
type Frames = [first: number, second: number, widthPx: number, heightPx: number];
/** The picture within a level's padded plane. */
type Image = [imageWidthPx: number, imageHeightPx: number];
/** Pointers to the planes of a flow, which have one stride. */
type Flow = [u: number, v: number];
/** The flow at the patches. */
type Grid = [gridU: number, gridV: number, patchStridePx: number];
type Weights = [
  relaxation: number,
  gradient: number,
  smoothness: number,
  steep: number,
  dataEpsilon: number,
  smoothEpsilon: number,
];

/** What kernels/index.ts exports; pointers are bytes in `memory`, strides pixels. */
export interface FlowKernels {
  readonly memory: WebAssembly.Memory;
  search(
    ...args: [...Frames, ...Image, ...Flow, flowStride: number, ...Grid, steps: number, rescuePx: number]
  ): void;
  densify(...args: [...Frames, ...Grid, ...Flow, weights: number, flowStride: number]): void;
  refineBytes(widthPx: number, heightPx: number): number;
  refine(
    scratch: number,
    ...args: [
      ...Frames,
      ...Image,
      ...Flow,
      flowStride: number,
      reweightings: number,
      sweeps: number,
      ...Weights,
    ]
  ): void;
  double(
    ...args: [
      from: number,
      widthPx: number,
      heightPx: number,
      fromStride: number,
      to: number,
      toStride: number,
    ]
  ): void;
}

const kernelsUrl = new URL('../../../resources/flow-kernels.wasm', import.meta.url);

/** The kernels with memory of their own; null where this machine's WebAssembly has no SIMD. */
export const loadFlowKernels = () => loadSimdKernels(kernelsUrl) as unknown as FlowKernels | null;
