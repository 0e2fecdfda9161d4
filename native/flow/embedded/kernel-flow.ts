import type { FlowField, RasterSize } from '../../raster/types.ts';
import type { FlowKernels } from './flow-kernels.ts';
import type { LevelConfig } from './level-config.ts';
import { patchCount } from './patch-search.ts';
import { patchPx } from './patch-template.ts';
import type { FrameLevel, FramePyramid } from './pyramid.ts';
import { refinementFactors } from './variational.ts';

const floatBytes = 4;
const pageBytes = 65536;
/** Flow planes have this much left of each line, and as much and a whole vector right of it. */
const marginPx = 4;
/** Patches lie at least this far apart. */
const leastStridePx = 2;
const roundUp4 = (value: number) => (value + 3) & -4;

/** Pixels from one line of a level's flow to the next. */
const strideOf = (widthPx: number) => roundUp4(widthPx) + 3 * marginPx;

/** Places in the kernels' memory for pairs of one size. */
interface Places {
  /** By frame and level. */
  readonly grays: readonly [readonly number[], readonly number[]];
  /** u and v of one level and of the next. */
  readonly flows: readonly [readonly [number, number], readonly [number, number]];
  readonly gridU: number;
  readonly gridV: number;
  readonly scratch: number;
  readonly endBytes: number;
}

function placesOf(pyramid: FramePyramid, kernels: FlowKernels): Places {
  let end = pageBytes;
  const take = (bytes: number) => {
    const at = end;
    end += (bytes + 63) & -64;
    return at;
  };
  const { widthPx, heightPx } = pyramid[0]!;
  const planeBytes = strideOf(widthPx) * (heightPx + patchPx) * floatBytes;
  const grays = () => pyramid.map(({ gray }) => take(gray.byteLength));
  const plane = () => take(planeBytes + 2 * marginPx * floatBytes) + marginPx * floatBytes;
  const gridBytes = patchCount(widthPx, leastStridePx) * patchCount(heightPx, leastStridePx) * floatBytes;
  return {
    grays: [grays(), grays()],
    flows: [
      [plane(), plane()],
      [plane(), plane()],
    ],
    gridU: take(gridBytes),
    gridV: take(gridBytes),
    scratch: take(Math.max(kernels.refineBytes(widthPx, heightPx), planeBytes)),
    endBytes: end,
  };
}

/** Flow by the kernels, pair after pair in the same memory. */
export class KernelFlow {
  private readonly kernels: FlowKernels;
  private places: Places | null = null;
  /** The frames that lie in memory. */
  private readonly held: [FramePyramid | null, FramePyramid | null] = [null, null];

  constructor(kernels: FlowKernels) {
    this.kernels = kernels;
  }

  /** Flow from the first to the second frame, at level 0, from the coarsest level down: the bits of `coarseToFine`. */
  run(
    first: FramePyramid,
    second: FramePyramid,
    configAt: (level: number) => LevelConfig,
    size: RasterSize,
  ): FlowField {
    const places = this.prepare(first, second);
    let [flow, next] = places.flows;
    const coarsest = first.at(-1)!;
    const stride = strideOf(coarsest.widthPx);
    for (const plane of flow)
      new Float32Array(this.kernels.memory.buffer, plane, stride * coarsest.heightPx).fill(0);
    for (let level = first.length - 1; level >= 0; level--) {
      this.runLevel(places, flow, level, first[level]!, second[level]!, configAt(level));
      if (level === 0) break;
      const { widthPx, heightPx } = first[level]!;
      const [from, to] = [strideOf(widthPx), strideOf(2 * widthPx)];
      this.kernels.double(flow[0], widthPx, heightPx, from, next[0], to);
      this.kernels.double(flow[1], widthPx, heightPx, from, next[1], to);
      [flow, next] = [next, flow];
    }
    return this.cropped(flow, strideOf(first[0]!.widthPx), size);
  }

  private runLevel(
    places: Places,
    [u, v]: readonly [number, number],
    level: number,
    a: FrameLevel,
    b: FrameLevel,
    { search, refinement }: LevelConfig,
  ): void {
    const { kernels } = this;
    const { gridU, gridV, scratch } = places;
    const [first, second] = [places.grays[0][level]!, places.grays[1][level]!];
    const { widthPx, heightPx } = a;
    const stride = strideOf(widthPx);
    const frames = [first, second, widthPx, heightPx] as const;
    const grid = [gridU, gridV, search.stridePx] as const;
    const image = [b.imageWidthPx, b.imageHeightPx] as const;
    kernels.search(...frames, ...image, u, v, stride, ...grid, search.steps, search.rescuePx);
    kernels.densify(...frames, ...grid, u, v, scratch, stride);
    const { reweightings, sweeps, relaxation, gradient, smoothness } = refinement;
    const { steep, dataFloor, smoothFloor } = refinementFactors(refinement);
    const weights = [relaxation, gradient, smoothness, steep, dataFloor, smoothFloor] as const;
    kernels.refine(scratch, ...frames, ...image, u, v, stride, reweightings, sweeps, ...weights);
  }

  /** Puts both frames into memory, and says where everything lies there. */
  private prepare(first: FramePyramid, second: FramePyramid): Places {
    const [known] = this.held;
    const sameSize = known?.[0]?.widthPx === first[0]!.widthPx && known[0].heightPx === first[0]!.heightPx;
    if (this.places === null || !sameSize) {
      this.places = placesOf(first, this.kernels);
      this.held.fill(null);
      const { memory } = this.kernels;
      const missing = this.places.endBytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    }
    this.hold(0, first, this.places.grays[0]);
    this.hold(1, second, this.places.grays[1]);
    return this.places;
  }

  private hold(slot: 0 | 1, frame: FramePyramid, at: readonly number[]): void {
    if (this.held[slot] === frame) return;
    for (const [level, { gray }] of frame.entries())
      new Float32Array(this.kernels.memory.buffer, at[level], gray.length).set(gray);
    this.held[slot] = frame;
  }

  /** Cuts [2, H, W] of the image out of the planes of level 0. */
  private cropped(flow: readonly number[], stride: number, size: RasterSize): FlowField {
    const { widthPx, heightPx } = size;
    const data = new Float32Array(2 * widthPx * heightPx);
    for (const [axis, at] of flow.entries())
      for (let y = 0; y < heightPx; y++) {
        const line = new Float32Array(this.kernels.memory.buffer, at + y * stride * floatBytes, widthPx);
        data.set(line, (axis * heightPx + y) * widthPx);
      }
    return { widthPx, heightPx, data };
  }
}
