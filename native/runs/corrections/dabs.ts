import type { Dab } from '../../api/runs.ts';
import { brushedPatches } from '../../graphcut/dab.ts';
import { readMask } from '../../raster/image-file.ts';
import { resizePlaneArea, resizePlaneBilinear } from '../../raster/resample.ts';
import type { FloatPlane } from '../../raster/types.ts';
import type { Store } from '../../store/store.ts';
import type { DabTask, StoredDabFrame } from './dab-tasks.ts';
import type { Run } from '../run.ts';
import { neighbourOffsets } from '../shots.ts';

/** A dab is followed so many frames to either side. */
export const DAB_REACH = 20;

/** What a dab changes: frames from `first` on. */
export interface FollowedDab {
  readonly first: number;
  /** Of each frame how far each patch is what was dabbed, [T, N] of 0..1. */
  readonly masks: readonly FloatPlane[];
  /** The frames that are changed at all. */
  readonly touched: readonly number[];
}

/** What following a dab needs. */
export interface DabServices {
  readonly store: Store;
  readonly follow: (task: DabTask) => Promise<Float32Array>;
}

/** The frames that a dab in `frame` reaches: those of its shot that are near enough. */
export function dabRange({ shots }: Pick<Run, 'shots'>, frame: number, reach = DAB_REACH) {
  const shot = shots.shotOf[frame];
  const [first, last] = [shots.shotOf.indexOf(shot!), shots.shotOf.lastIndexOf(shot!)];
  return { first: Math.max(first, frame - reach), last: Math.min(last, frame + reach) };
}

/** What the cache holds of a frame, and the mask that a person sees there; null where some of it was evicted. */
async function storedFrame(run: Run, index: number, store: Store): Promise<StoredDabFrame | null> {
  const { keys, geometry, shots } = run;
  const [appearance, motion, bytes] = [keys.appearance(index), keys.motion(index), keys.flow(index)].map(
    (key) => store.getBlob(key),
  );
  if (appearance === undefined || motion === undefined || bytes === undefined) return null;
  const { rows, cols } = geometry.grid;
  const mask = await readMask(run.folder.mask(index));
  const plane = { ...mask, data: Float32Array.from(mask.data) };
  const { data: soft } = resizePlaneArea(plane, { widthPx: cols, heightPx: rows });
  const flows = { offsets: neighbourOffsets(shots, index), size: geometry.flow, bytes };
  return { appearance, motion, soft, flows };
}

/** Follows a dab from its frame through those around it; null where the cache no longer holds what that needs. */
export async function findDabbed(
  run: Run,
  frame: number,
  dab: Dab,
  reach: number,
  services: DabServices,
): Promise<FollowedDab | null> {
  const { first, last } = dabRange(run, frame, reach);
  const frames: StoredDabFrame[] = [];
  for (let index = first; index <= last; index++) {
    const stored = await storedFrame(run, index, services.store);
    if (stored === null) return null;
    frames.push(stored);
  }
  const { grid } = run.geometry;
  const { widthPx, heightPx } = run.report;
  const brush = { x: dab.x * widthPx, y: dab.y * heightPx, radius: dab.radius * widthPx };
  const seeds = brushedPatches(brush, run.report, grid);
  const all = await services.follow({ frames, grid, dab: { frame: frame - first, seeds, adds: dab.adds } });
  const size = { widthPx: grid.cols, heightPx: grid.rows };
  const nodes = grid.rows * grid.cols;
  const masks = frames.map((_, t) => ({ ...size, data: all.slice(t * nodes, (t + 1) * nodes) }));
  const touched = frames.flatMap(({ soft }, t) =>
    isTouched(soft, masks[t]!.data, dab.adds) ? [first + t] : [],
  );
  return { first, masks, touched };
}

/** A soft mask with what was dabbed added or taken away, at its own resolution. */
export function dabbedMask(mask: FloatPlane, dabbed: FloatPlane, adds: boolean): FloatPlane {
  const { data } = resizePlaneBilinear(dabbed, mask);
  const changed = mask.data.map((value, at) =>
    adds ? Math.max(value, data[at]!) : Math.min(value, 1 - data[at]!),
  );
  return { ...mask, data: changed };
}

/** Less than so much of a patch changes nothing that is seen. */
const SEEN = 0.5;

/** Whether a dab changes a mask, both [N] of 0..1. */
const isTouched = (mask: Float32Array, dabbed: Float32Array, adds: boolean): boolean =>
  mask.some((value, node) => dabbed[node]! >= SEEN && (adds ? value < SEEN : value > 1 - SEEN));
