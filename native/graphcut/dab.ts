import type { PatchGrid } from '../raster/types.ts';
import { clampUnit } from '../base/numbers.ts';
import { cosineDistance, localRegion, patchGraph, type PatchLook } from './local-region.ts';
import type { PatchWarp } from './patch-warp.ts';

/** A frame through which a dab is followed. */
export interface DabFrame extends PatchLook {
  /** How far each patch counts as the object's now, [N] of 0..1. */
  readonly soft: Float32Array;
  /** Brings masks of the frame before, and of the frame after, here; null at the ends. */
  readonly fromPrevious: PatchWarp | null;
  readonly fromNext: PatchWarp | null;
}

/** What a person dabbed in one of the frames. */
export interface PatchDab {
  /** The frame's place among the frames. */
  readonly frame: number;
  /** The patches under the brush. */
  readonly seeds: readonly number[];
  /** Whether they become the object's, or no longer are. */
  readonly adds: boolean;
}

/** What looking alike counts beside what the flow carries on. */
const LOOK_SHARE = 0.3;
/** How steeply the difference of two distances decides. */
const LOOK_SLOPE = 3;
/** Patches that a patch is compared with: the nearest of these on each side. */
const NEAREST = 3;
/** So far about the region, in patches, lies what it is told from. */
const AROUND = 8;
/** Blending blurs; this keeps a carried region from fading. */
const SHARPENING = 1.3;
/** Less is nothing. */
const LEAST = 0.02;

const poolOf = ({ soft }: DabFrame, adds: boolean): Uint8Array =>
  Uint8Array.from(soft, (value) => Number(value > 0.5 !== adds));

/** The patches that lie at most `AROUND` away from the smallest box about some others. */
function boxAbout(nodes: readonly number[], { cols }: PatchGrid): (node: number) => boolean {
  const rowsOf = nodes.map((node) => Math.floor(node / cols));
  const colsOf = nodes.map((node) => node % cols);
  const [top, bottom] = [Math.min(...rowsOf) - AROUND, Math.max(...rowsOf) + AROUND];
  const [left, right] = [Math.min(...colsOf) - AROUND, Math.max(...colsOf) + AROUND];
  return (node) => {
    const [row, col] = [Math.floor(node / cols), node % cols];
    return row >= top && row <= bottom && col >= left && col <= right;
  };
}

/** How much a patch of another frame looks like the region (1) rather than like what it was told from (0). */
function lookOf(dabbed: DabFrame, region: readonly number[], rest: readonly number[], scale: PatchScale) {
  const nearest = (frame: DabFrame, node: number, nodes: readonly number[]): number => {
    const least: number[] = [];
    for (const other of nodes) {
      const distance =
        cosineDistance(dabbed.appearance, other, frame.appearance, node) / scale.meanAppearance +
        cosineDistance(dabbed.motion, other, frame.motion, node) / scale.meanMotion;
      if (least.length === NEAREST && distance >= least[NEAREST - 1]!) continue;
      least.push(distance);
      least.sort((a, b) => a - b);
      if (least.length > NEAREST) least.pop();
    }
    return least.reduce((sum, distance) => sum + distance, 0) / least.length;
  };
  if (rest.length === 0) return () => 1;
  return (frame: DabFrame, node: number): number =>
    1 / (1 + Math.exp(LOOK_SLOPE * (nearest(frame, node, region) - nearest(frame, node, rest))));
}

interface PatchScale {
  readonly meanAppearance: number;
  readonly meanMotion: number;
}

/** The region and the ring around it on the other side, where the edge of the mask runs. */
function withRing(region: Float32Array, pool: Uint8Array, to: readonly (readonly number[])[]): Float32Array {
  return region.map((value, node) =>
    pool[node] === 1 ? value : Math.max(value, ...to[node]!.map((next) => pool[next]! * region[next]!)),
  );
}

/**
 * How far each patch of each frame, [N] of 0..1, is what a person dabbed: in the dabbed frame the region around the brush
 * that holds together, in the others that region as the flow carries it on, where it looks like that.
 */
export function followDab(frames: readonly DabFrame[], grid: PatchGrid, dab: PatchDab): Float32Array[] {
  const { frame: at, adds } = dab;
  const dabbed = frames[at]!;
  const graph = patchGraph(dabbed, grid);
  const pool = poolOf(dabbed, adds);
  const region = localRegion(graph, pool, dab.seeds);
  const first = new Float32Array(grid.rows * grid.cols);
  for (const node of [...region, ...dab.seeds]) first[node] = 1;
  if (region.length === 0) return frames.map((_, t) => (t === at ? first : new Float32Array(first.length)));
  const isNear = adds ? boxAbout(region, grid) : () => true;
  const rest = Array.from(pool.keys()).filter(
    (node) => pool[node] === 1 && first[node] === 0 && isNear(node),
  );
  const look = lookOf(dabbed, region, rest, graph);
  const step = (t: number, warp: PatchWarp, from: Float32Array): Float32Array => {
    const frame = frames[t]!;
    const here = poolOf(frame, adds);
    return warp(from).map((carried, node) => {
      if (carried < LEAST || here[node] === 0) return carried < LEAST ? 0 : carried * (1 - LOOK_SHARE / 5);
      const blended = (1 - LOOK_SHARE) * carried + LOOK_SHARE * look(frame, node);
      return clampUnit(0.5 + SHARPENING * (blended - 0.5));
    });
  };
  const followed: Float32Array[] = [];
  followed[at] = first;
  for (let t = at + 1; t < frames.length; t++)
    followed[t] = step(t, frames[t]!.fromPrevious!, followed[t - 1]!);
  for (let t = at - 1; t >= 0; t--) followed[t] = step(t, frames[t]!.fromNext!, followed[t + 1]!);
  return followed.map((mask, t) => withRing(mask, poolOf(frames[t]!, adds), graph.to));
}

/** The patches under a round brush; `x`, `y` and `radius` in pixels of a picture of this size. At least the one in its middle. */
export function brushedPatches(
  { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number },
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  { rows, cols }: PatchGrid,
): number[] {
  const [wide, high] = [widthPx / cols, heightPx / rows];
  const middle = Math.min(rows - 1, Math.floor(y / high)) * cols + Math.min(cols - 1, Math.floor(x / wide));
  return Array.from({ length: rows * cols }, (_, node) => node).filter((node) => {
    const [dx, dy] = [((node % cols) + 0.5) * wide - x, (Math.floor(node / cols) + 0.5) * high - y];
    return node === middle || Math.hypot(dx, dy) <= radius + Math.min(wide, high) / 2;
  });
}
