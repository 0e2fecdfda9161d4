import type { ProgressSlice } from '../../base/context.ts';
import { silentProgress } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { SeenMask } from '../../flow/temporal-filter.ts';
import { filteredKey } from '../../runs/keys/mask-keys.ts';
import { takesMaskStep } from '../../runs/mask-steps.ts';
import { type RecalledWork, recall, recallFlows } from '../../runs/stored/recall.ts';
import { passFrames } from '../../video/seek-frames.ts';
import type { ClipWork } from '../clip-work.ts';
import type { TemporalFilterTask } from './temporal-filter-task.ts';

/** Each pass sees two frames to either side; the second one sees what the first found. */
const PASSES = 2;
/** Frames to either side that a filtered mask hangs on. */
export const FILTER_REACH = 2 * PASSES;

/** What filters masks: threads, and the signal that ends it. */
export interface FilterServices {
  readonly parallelism: number;
  readonly signal: AbortSignal;
  readonly filter: (task: TemporalFilterTask) => Promise<Uint8Array>;
}

type IndexedMask = SeenMask & { readonly index: number };

/** One pass over masks that come in ascending order; frames that have none are left out on the way. */
function filterPass(
  work: RecalledWork,
  masks: AsyncIterable<IndexedMask>,
  { parallelism, signal, filter }: FilterServices,
): AsyncGenerator<IndexedMask> {
  const near = new Map<number, IndexedMask>();
  const reach = FILTER_REACH / PASSES;
  async function* surrounded() {
    const waiting: IndexedMask[] = [];
    for await (const mask of masks) {
      near.set(mask.index, mask);
      waiting.push(mask);
      while (waiting[0]!.index + reach <= mask.index) yield waiting.shift()!;
    }
    yield* waiting;
  }
  return orderedMap(surrounded(), parallelism, async ({ index, frame, shares }) => {
    throwIfCancelled(signal);
    const flows = recallFlows(work, index);
    const neighbours = flows.offsets.map((offset) => near.get(index + offset) ?? null);
    for (const known of near.keys()) if (known < index - reach) near.delete(known);
    return { index, frame, shares: await filter({ frame, shares, flows, neighbours }) };
  });
}

/** Soft masks of frames: shares of foreground, [H * W] of the flow's size, 0..255. */
export interface SharesOf {
  /** Ascending. */
  readonly frames: readonly number[];
  readonly shares: (index: number) => Uint8Array;
}

async function* seenMasks(
  { clip, geometry }: RecalledWork,
  { frames, shares }: SharesOf,
  signal: AbortSignal,
): AsyncGenerator<IndexedMask> {
  const wanted = new Set(frames);
  const options = { size: geometry.flow, fromIndex: frames[0]!, toIndex: frames.at(-1)! + 1 };
  for await (const { index, image } of passFrames(clip, options, { signal, progress: silentProgress }))
    if (wanted.has(index)) yield { index, frame: image, shares: shares(index) };
}

/**
 * The soft masks of frames, at least one, filtered over time (see `temporallyFiltered`), in ascending order. Those within
 * `FILTER_REACH` of a frame that is left out may differ from what the whole shot would give. Throws where flows have left
 * the cache.
 */
export function filteredFrames(
  work: RecalledWork,
  masks: SharesOf,
  services: FilterServices,
): AsyncGenerator<{ readonly index: number; readonly shares: Uint8Array }> {
  let passed: AsyncIterable<IndexedMask> = seenMasks(work, masks, services.signal);
  for (let pass = 1; pass < PASSES; pass++) passed = filterPass(work, passed, services);
  return filterPass(work, passed, services);
}

/** The frames of `frames` and all those that filtered masks of them hang on, ascending, from `first` to `last`. */
export function withFilterReach(frames: readonly number[], first: number, last: number): number[] {
  const wide = new Set<number>();
  for (const frame of frames)
    for (let by = -FILTER_REACH; by <= FILTER_REACH; by++)
      if (frame + by >= first && frame + by <= last) wide.add(frame + by);
  return [...wide].sort((a, b) => a - b);
}

/**
 * Filters the masks that were separated from the background over time, where the run takes that step. Returns the cache keys of
 * the soft masks by frame: [H, W] of the flow's size, 0..255.
 *
 * @param separated see `SeparatedMasks`.
 */
export async function temporalFilterStage(
  work: ClipWork,
  separated: ReadonlyMap<number, string>,
  progress: ProgressSlice,
): Promise<ReadonlyMap<number, string>> {
  const filtered = new Map<number, string>();
  if (!takesMaskStep(work.config, 'all') || separated.size === 0) return filtered;
  const { clip, shots, store, keys, pool, signal, computed } = work;
  const around = (frames: readonly number[]) =>
    withFilterReach(frames, 0, clip.frameCount - 1).filter((index) => separated.has(index));
  for (const index of separated.keys()) {
    const sameShot = around([index]).filter((other) => shots.shotOf[other] === shots.shotOf[index]);
    const inputs = sameShot.flatMap((other) => [separated.get(other)!, keys.flow(other)]);
    filtered.set(index, filteredKey(sameShot.indexOf(index), inputs));
  }
  const missing = [...filtered].filter(([, key]) => !store.hasBlob(key)).map(([index]) => index);
  if (missing.length > 0) {
    let done = 0;
    const wanted = new Set(missing);
    const seen = {
      frames: around(missing),
      shares: (index: number) => recall(work, separated.get(index)!, 'soft mask', index),
    };
    const services = {
      parallelism: pool.parallelism,
      signal,
      filter: (task: TemporalFilterTask) => pool.run('temporalFilterTask', task),
    };
    for await (const { index, shares } of filteredFrames(work, seen, services)) {
      if (!wanted.has(index)) continue;
      store.putBlobs([{ key: filtered.get(index)!, stage: 'filtered', bytes: shares }]);
      computed['filtered'] = (computed['filtered'] ?? 0) + 1;
      progress.report(++done, missing.length);
    }
  }
  return filtered;
}
