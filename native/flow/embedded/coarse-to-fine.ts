import type { FlowField, RasterSize } from '../../raster/types.ts';
import { densify } from './densify.ts';
import { loadFlowKernels } from './flow-kernels.ts';
import { KernelFlow } from './kernel-flow.ts';
import type { LevelConfig } from './level-config.ts';
import { PatchSearch } from './patch-search.ts';
import type { PatchSearchConfig } from './patch-search.ts';
import type { FramePyramid } from './pyramid.ts';
import { Refinement } from './variational.ts';
import type { RefinementConfig } from './variational.ts';

const f32 = Math.fround;
const side = f32(0.1875);

/** The level's flow, twice as large: bilinear, displacements doubled. */
function doubled(flow: Float32Array, widthPx: number, heightPx: number): Float32Array {
  const width = 2 * widthPx;
  const result = new Float32Array(4 * flow.length);
  for (let y = 0; y < 2 * heightPx; y++) {
    const near = (y >> 1) * widthPx;
    const far = Math.min(Math.max((y >> 1) + (y & 1 ? 1 : -1), 0), heightPx - 1) * widthPx;
    for (let x = 0; x < width; x++) {
      const a = x >> 1;
      const b = Math.min(Math.max(a + (x & 1 ? 1 : -1), 0), widthPx - 1);
      const sides = f32(side * f32(flow[near + b]! + flow[far + a]!));
      const sum = f32(f32(f32(0.5625 * flow[near + a]!) + sides) + f32(0.0625 * flow[far + b]!));
      result[y * width + x] = 2 * sum;
    }
  }
  return result;
}

/** Cuts [2, H, W] of the image out of the extended level-0 planes. */
function cropped(u: Float32Array, v: Float32Array, stride: number, size: RasterSize): FlowField {
  const { widthPx, heightPx } = size;
  const data = new Float32Array(2 * widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    data.set(u.subarray(y * stride, y * stride + widthPx), y * widthPx);
    data.set(v.subarray(y * stride, y * stride + widthPx), (heightPx + y) * widthPx);
  }
  return { widthPx, heightPx, data };
}

/**
 * Flow from the first to the second frame, at level 0, from the coarsest level down. Computes in float32, in the order
 * of the kernels in kernels/, whose bits it gives.
 */
export function coarseToFine(
  first: FramePyramid,
  second: FramePyramid,
  configAt: (level: number) => LevelConfig,
  size: RasterSize,
): FlowField {
  const coarsest = first.at(-1)!;
  let u: Float32Array = new Float32Array(coarsest.widthPx * coarsest.heightPx);
  let v: Float32Array = new Float32Array(u.length);
  for (let level = first.length - 1; level >= 0; level--) {
    const { search, refinement } = configAt(level);
    const [a, b] = [first[level]!, second[level]!];
    const grid = new PatchSearch(a, b, search).run(u, v);
    densify(a, b, grid, u, v, new Float32Array(u.length));
    new Refinement(a, b, refinement).run(u, v);
    if (level === 0) break;
    u = doubled(u, a.widthPx, a.heightPx);
    v = doubled(v, a.widthPx, a.heightPx);
  }
  return cropped(u, v, first[0]!.widthPx, size);
}

const coarseSearch: PatchSearchConfig = { stridePx: 4, steps: 12, rescuePx: 6 };
const finestSearch: PatchSearchConfig = { stridePx: 4, steps: 4, rescuePx: 0 };
const refinement: RefinementConfig = {
  reweightings: 2,
  sweeps: 4,
  relaxation: 1.6,
  gradient: 5,
  smoothness: 20,
  edgeGradient: 10,
  dataEpsilon: 0.01,
  smoothEpsilon: 0.03,
};

const configAt = (level: number): LevelConfig => ({
  search: level === 0 ? finestSearch : coarseSearch,
  refinement,
});

/** This thread's kernels, loaded at the first pair; null where there are none. */
let kernelFlow: KernelFlow | null | undefined;

function loadKernelFlow(): KernelFlow | null {
  const kernels = loadFlowKernels();
  return kernels && new KernelFlow(kernels);
}

/** The embedded flow of two frames' pyramids, with the settings found best on layered motion. */
export function embeddedFlowOf(first: FramePyramid, second: FramePyramid, size: RasterSize): FlowField {
  if (kernelFlow === undefined) kernelFlow = loadKernelFlow();
  return kernelFlow?.run(first, second, configAt, size) ?? scalarFlowOf(first, second, size);
}

/** The same without the kernels, several times slower. */
export function scalarFlowOf(first: FramePyramid, second: FramePyramid, size: RasterSize): FlowField {
  return coarseToFine(first, second, configAt, size);
}
