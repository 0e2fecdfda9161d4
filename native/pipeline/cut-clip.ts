import type { RunConfig } from '../api/run-config.ts';
import { type ProgressSlice, silentProgress } from '../base/context.ts';
import type { ForegroundSide } from '../graphcut/choice/foreground-choice.ts';
import type { Store } from '../store/store.ts';
import type { ChosenObject } from '../runs/candidates/chosen-objects.ts';
import type { ClipInfo } from '../video/clip.ts';
import { type ClipWork } from './clip-work.ts';
import { frameKeys } from '../runs/keys/frame-keys.ts';
import { findShots } from './find-shots.ts';
import { cutStage, foregroundStage } from './cut-stage.ts';
import { createFlowEstimator } from './flow-estimators.ts';
import { type ChunkSource, chunkStage, withChunkWork } from './frame-chunks.ts';
import { flowStage } from './flow-stage.ts';
import { cutMeasures } from './masks/frame-measures.ts';
import { createFramePool } from './frame-pool.ts';
import type { MaskSource } from './masks/mask-stage.ts';
import { motionStage } from './motion-stage.ts';
import { objectStage } from './masks/object-stage.ts';
import { createPatchEncoder } from './patch-encoders.ts';
import { repairStage } from './masks/repair-stage.ts';
import type { Shots } from '../runs/shots.ts';
import { settledMasks, type SettlingStep } from './masks/settled-masks.ts';
import { withWarpingWork } from './warping-work.ts';

/** Stages with a progress of their own. */
type ShownStage = 'shots' | 'flow' | 'motion' | 'cut' | 'foreground' | SettlingStep | 'warpFlow';
/** The stages up to the graph cut's masks. */
export type CutStage = ShownStage | 'chunks' | 'object' | 'confidence' | 'repair';

/** What shows and measures the stages. */
export interface CutView {
  readonly slices: Readonly<Record<ShownStage, ProgressSlice>>;
  /** Measures a stage's time. */
  readonly timed: <T>(stage: CutStage, work: () => Promise<T> | T) => Promise<T>;
  readonly notify: (sentence: string) => void;
}

/** A clip whose frames are cut. */
export interface CutClip {
  readonly work: ClipWork;
  /** Of every frame, which side of its bipartition is the foreground. */
  readonly chosen: readonly ForegroundSide[];
  /** The graph cut's masks, weak frames repaired, and settled (see `settledMasks`). */
  readonly pseudo: MaskSource;
  /** See `ObjectMasks`. */
  readonly objects: readonly ChosenObject[];
  /** See `RepairedMasks`. */
  readonly repaired: ReadonlyMap<number, string>;
  /** See `SeparatedMasks`. */
  readonly separated: ReadonlyMap<number, string>;
  /** See `SettledMasks`. */
  readonly filtered: ReadonlyMap<number, string>;
  /** Each frame's confidence, 0..1. */
  readonly confidence: readonly number[];
}

/** What the stages of a clip's frames get besides the clip. */
interface FrameServices {
  readonly shots: Shots;
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly notify: (sentence: string) => void;
}

/** Opens worker threads and networks of a clip for as long as `use` runs. */
export async function withClipWork<T>(
  clip: ClipInfo,
  config: RunConfig,
  { shots, store, signal, notify }: FrameServices,
  use: (work: ClipWork) => Promise<T>,
): Promise<T> {
  const opening = { signal, progress: silentProgress };
  const pool = createFramePool();
  const opened: { dispose(): Promise<void> }[] = [pool];
  try {
    const flow = await createFlowEstimator({ ...config, notify }, opening);
    opened.push(flow);
    const encoder = await createPatchEncoder({ config, source: clip, pool, notify }, opening);
    opened.push(encoder);
    const { geometry } = encoder;
    const shared = { clip, config, geometry, shots, flow, encoder };
    return await use({ ...shared, keys: frameKeys(shared), store, pool, signal, computed: {} });
  } finally {
    await Promise.all(opened.map((one) => one.dispose()));
  }
}

/** What `withCutClip` gets besides the clip. */
interface CutServices extends CutView {
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Chunks that are computed first, where several machines share the clip's frames. */
  readonly chunks?: ChunkSource;
}

/**
 * Takes a clip from its frames to the foreground of every frame and hands it to `use`, during which the worker threads
 * and networks live. Every stage commits what it has computed frame by frame.
 */
export async function withCutClip<T>(
  clip: ClipInfo,
  config: RunConfig,
  services: CutServices,
  use: (cut: CutClip) => Promise<T>,
): Promise<T> {
  const { store, signal, notify, slices, timed, chunks } = services;
  const shots = await timed('shots', () => findShots(clip, store, { signal, progress: slices.shots }));
  return withClipWork(clip, config, { shots, store, signal, notify }, async (work) => {
    if (chunks !== undefined) {
      const shown = [slices.flow, slices.motion, slices.cut];
      await timed('chunks', () => withChunkWork(work, notify, (open) => chunkStage(open, chunks, shown)));
    }
    await timed('flow', () => flowStage(work, slices.flow));
    await timed('motion', () => motionStage(work, slices.motion));
    await timed('cut', () => cutStage(work, slices.cut));
    const found = await timed('foreground', () => foregroundStage(work));
    const { masks, objects } = await timed('object', () => objectStage(work, found, slices.foreground));
    const measures = await timed('confidence', () => cutMeasures(work, masks));
    const { masks: whole, repaired } = await timed('repair', () => repairStage(work, masks, measures));
    const settled = await settledMasks(work, whole, found.chosen, { slices, timed });
    const { masks: pseudo, separated, filtered } = settled;
    const confidence = measures.map((frame) => frame.confidence);
    return use({ work, chosen: found.chosen, objects, pseudo, repaired, separated, filtered, confidence });
  });
}

/** The work as the refinement sees it: its flows are those of `warpFlow`, estimated first where the cut had others. */
export async function withWarpFlow(work: ClipWork, { slices, timed, notify }: CutView): Promise<ClipWork> {
  if (work.config.warpFlow === work.config.flow) return work;
  return withWarpingWork(work, notify, async (warping) => {
    await timed('warpFlow', () => flowStage(warping, slices.warpFlow));
    return warping;
  });
}
