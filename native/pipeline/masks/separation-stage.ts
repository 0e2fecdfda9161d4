import { LRUCache } from 'lru-cache';
import type { ProgressSlice } from '../../base/context.ts';
import { silentProgress } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { backgroundFlow, composedFlow } from '../../flow/background/background-flow.ts';
import { SEEN_BELOW } from '../../flow/background/background-plate.ts';
import { type SeparationInput, spreadForeground } from '../../flow/background/separate.ts';
import type { ForegroundSide } from '../../graphcut/choice/foreground-choice.ts';
import { grayLevels } from '../../raster/gray-levels.ts';
import { resizePlaneBilinear } from '../../raster/resample.ts';
import type { FloatPlane, FlowField, RgbImage } from '../../raster/types.ts';
import { stageVersions } from '../../runs/keys/frame-keys.ts';
import { separatedKeys } from '../../runs/keys/mask-keys.ts';
import { takesMaskStep } from '../../runs/mask-steps.ts';
import { sceneCutsOf } from '../../runs/shots.ts';
import { type RecalledWork, recallFlows } from '../../runs/stored/recall.ts';
import { readFlow } from '../../runs/stored/stored-flows.ts';
import { passFrames } from '../../video/seek-frames.ts';
import type { ClipWork } from '../clip-work.ts';
import { type MaskSource, replaceByStored } from './mask-stage.ts';

/** Masks of which each has heeded the background behind it. */
export interface SeparatedMasks {
  readonly masks: MaskSource;
  /** The cache keys of the soft masks by frame: [H, W] of the flow's size, 0..255. */
  readonly separated: ReadonlyMap<number, string>;
}

/** How far away, in frames, others are looked at; each flow is chained of those before. */
const LOOKS = [4, 8, 12, 16] as const;
const REACH = 16;
/** Flows and soft masks that are held: of the frames within reach. */
const HELD = 8 * REACH;

/** Soft masks, 0..1, of any size, of the frames from `first` to `last`. */
export interface SoftMasks {
  readonly first: number;
  readonly last: number;
  readonly coarse: (index: number) => FloatPlane;
}

/** What a frame's neighbourhood is made of; everything is made once while it is near. */
function createNeighbourhood(work: RecalledWork, masks: SoftMasks) {
  const { flow: size } = work.geometry;
  const soft = new LRUCache<number, FloatPlane>({
    max: HELD,
    memoMethod: (index) => resizePlaneBilinear(masks.coarse(index), size),
  });
  const spread = new LRUCache<number, FloatPlane>({
    max: HELD,
    memoMethod: (index) => spreadForeground(soft.memo(index)),
  });
  const flows = new LRUCache<string, { readonly flow: FlowField | null }>({ max: HELD });

  /** The background's flow to the frame that lies `by` further on; null where the shot has none, or none has a mask. */
  function flowTo(index: number, by: number): FlowField | null {
    if (index + by < masks.first || index + by > masks.last) return null;
    const key = `${index} ${by}`;
    const known = flows.get(key);
    if (known !== undefined) return known.flow;
    const flow = Math.abs(by) === 2 ? seenFlow(index, by) : chained(index, by);
    flows.set(key, { flow });
    return flow;
  }
  function seenFlow(index: number, by: number): FlowField | null {
    const flow = readFlow(recallFlows(work, index), by);
    if (flow === undefined) return null;
    const { data } = spread.memo(index);
    return backgroundFlow(flow, { ...size, data: data.map((share) => Number(share <= SEEN_BELOW)) });
  }
  function chained(index: number, by: number): FlowField | null {
    const first = Math.sign(by) * (Math.abs(by) > 8 ? 8 : Math.abs(by) / 2);
    const one = flowTo(index, first);
    const two = one === null ? null : flowTo(index + first, by - first);
    return one === null || two === null ? null : composedFlow(one, two);
  }

  return {
    soft: (index: number): FloatPlane => soft.memo(index),
    /** What other frames show behind a frame; `pictures` holds those within reach. */
    views: (index: number, pictures: ReadonlyMap<number, RgbImage>) =>
      LOOKS.flatMap((look) => [-look, look]).flatMap((by) => {
        const flow = flowTo(index, by);
        if (flow === null) return [];
        return [{ frame: pictures.get(index + by)!, foreground: spread.memo(index + by), flow }];
      }),
  };
}

/** The pictures of frames within reach of each of `frames`, ascending, at the working resolution, read in one pass. */
async function* picturesAround(
  { clip, geometry }: RecalledWork,
  frames: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly index: number; readonly pictures: ReadonlyMap<number, RgbImage> }> {
  const fromIndex = Math.max(frames[0]! - REACH, 0);
  const toIndex = Math.min(frames.at(-1)! + REACH + 1, clip.frameCount);
  const pictures = new Map<number, RgbImage>();
  const options = { size: geometry.working, fromIndex, toIndex };
  let at = 0;
  for await (const { index, image } of passFrames(clip, options, { signal, progress: silentProgress })) {
    pictures.set(index, image);
    while (at < frames.length && Math.min(frames[at]! + REACH, toIndex - 1) <= index) {
      const wanted = frames[at++]!;
      for (const known of pictures.keys()) if (known < wanted - REACH) pictures.delete(known);
      yield { index: wanted, pictures };
    }
  }
}

/** What separates masks: threads, and the signal that ends it. */
export interface SeparationServices {
  readonly parallelism: number;
  readonly signal: AbortSignal;
  readonly separate: (input: SeparationInput) => Promise<FloatPlane>;
}

/**
 * The soft masks, 0..1 and of the flow's size, of `frames`, ascending, each separated from the background that other frames
 * show behind it (see `separateFromBackground`). Throws where flows have left the cache.
 */
export function separatedFrames(
  work: RecalledWork,
  masks: SoftMasks,
  frames: readonly number[],
  { parallelism, signal, separate }: SeparationServices,
): AsyncGenerator<{ readonly index: number; readonly soft: FloatPlane }> {
  const around = createNeighbourhood(work, masks);
  return orderedMap(picturesAround(work, frames, signal), parallelism, async ({ index, pictures }) => {
    throwIfCancelled(signal);
    const views = around.views(index, pictures);
    return { index, soft: await separate({ frame: pictures.get(index)!, soft: around.soft(index), views }) };
  });
}

/**
 * The masks, each separated from the background that other frames of the shot show behind it (see
 * `separateFromBackground`), where the run takes that step.
 *
 * @param chosen for each frame, which side of its bipartition is the foreground; null: none.
 */
export async function separationStage(
  work: ClipWork,
  masks: MaskSource,
  chosen: readonly ForegroundSide[],
  progress: ProgressSlice,
): Promise<SeparatedMasks> {
  const separated = new Map<number, string>();
  if (!takesMaskStep(work.config, 'background')) return { masks, separated };
  const { clip, shots, store, keys, pool, signal, computed } = work;
  const indices = Array.from({ length: clip.frameCount }, (_, index) => index);
  const starts = [0, ...sceneCutsOf(shots)];
  for (const [k, first] of starts.entries()) {
    const shot = indices.slice(first, starts[k + 1] ?? clip.frameCount);
    const keyOf = separatedKeys(shot.flatMap((index) => [masks.key(index), keys.flow(index)]));
    for (const index of shot) if (chosen[index] !== null) separated.set(index, keyOf(index - first));
  }
  const missing = [...separated].filter(([, key]) => !store.hasBlob(key)).map(([index]) => index);
  if (missing.length > 0) {
    let done = 0;
    const every = { first: 0, last: clip.frameCount - 1, coarse: (index: number) => masks.coarse(index) };
    const services = {
      parallelism: pool.parallelism,
      signal,
      separate: (input: SeparationInput) => pool.run('separationTask', input),
    };
    for await (const { index, soft } of separatedFrames(work, every, missing, services)) {
      const bytes = grayLevels(soft.data);
      store.putBlobs([{ key: separated.get(index)!, stage: 'separated', bytes }]);
      computed['separated'] = (computed['separated'] ?? 0) + 1;
      progress.report(++done, missing.length);
    }
  }
  return { masks: replaceByStored(work, masks, separated, stageVersions.separation), separated };
}
