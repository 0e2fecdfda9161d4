import type { PatchGrid } from '../../raster/types.ts';
import { followDab, type PatchDab } from '../../graphcut/dab.ts';
import type { UnitFeatures } from '../../graphcut/local-region.ts';
import { patchWarp, type PatchWarp } from '../../graphcut/patch-warp.ts';
import { viewFloat16 } from '../../raster/float16.ts';
import { sampledFlow, type StoredFlows } from '../stored/stored-flows.ts';

/** A frame through which a dab is followed, as it lies in the cache. */
export interface StoredDabFrame {
  /** Float16 [N, D] each. */
  readonly appearance: Uint8Array;
  readonly motion: Uint8Array;
  /** How far each patch counts as the object's now, [N] of 0..1. */
  readonly soft: Float32Array;
  readonly flows: StoredFlows;
}

/** Neighbouring frames of a shot, in order, and what was dabbed in one of them. */
export interface DabTask {
  readonly frames: readonly StoredDabFrame[];
  readonly grid: PatchGrid;
  readonly dab: PatchDab;
}

/** Features with rows of unit length; rows of zeros stay. */
function unitFeatures(halves: Uint8Array, nodes: number): UnitFeatures {
  const data = Float32Array.from(viewFloat16(halves));
  const dim = data.length / nodes;
  for (let node = 0; node < nodes; node++) {
    const row = data.subarray(node * dim, (node + 1) * dim);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) row.forEach((value, d) => (row[d] = value / length));
  }
  return { data, dim };
}

/** How far each patch of each frame is what was dabbed: [T, N] of 0..1. */
export function dabTask({ frames, grid, dab }: DabTask): Float32Array {
  const nodes = grid.rows * grid.cols;
  const warp = (t: number, offset: number): PatchWarp | null => {
    const flow = frames[t + offset] === undefined ? undefined : sampledFlow(frames[t]!.flows, offset);
    return flow === undefined ? null : patchWarp(flow, grid);
  };
  const opened = frames.map(({ appearance, motion, soft }, t) => ({
    appearance: unitFeatures(appearance, nodes),
    motion: unitFeatures(motion, nodes),
    soft,
    fromPrevious: warp(t, -1),
    fromNext: warp(t, 1),
  }));
  const followed = followDab(opened, grid, dab);
  const all = new Float32Array(frames.length * nodes);
  followed.forEach((mask, t) => all.set(mask, t * nodes));
  return all;
}
