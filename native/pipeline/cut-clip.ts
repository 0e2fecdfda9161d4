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
import { flowStage } from './flow-stage.ts';
import { cutMeasures } from './masks/frame-measures.ts';
import { createFramePool } from './frame-pool.ts';
import type { MaskSource } from './masks/mask-stage.ts';
import { motionStage } from './motion-stage.ts';
import { objectStage } from './masks/object-stage.ts';
import { createPatchEncoder } from './patch-encoders.ts';
import { repairStage } from './masks/repair-stage.ts';
import { settledMasks } from './masks/settled-masks.ts';

/** Stages with a progress of their own. */
type ShownStage = 'shots' | 'flow' | 'motion' | 'cut' | 'foreground' | 'separation' | 'filter' | 'warpFlow';
/** The stages up to the graph cut's masks. */
export type CutStage = ShownStage | 'object' | 'confidence' | 'repair';

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
  /** The graph cut's masks, weak frames repaired, separated from the background, filtered over time. */
  readonly pseudo: MaskSource;
  /** See `ObjectMasks`. */
  readonly objects: readonly ChosenObject[];
  /** See `RepairedMasks`. */
  readonly repaired: ReadonlyMap<number, string>;
  /** See `SeparatedMasks`. */
  readonly separated: ReadonlyMap<number, string>;
  /** See `FilteredMasks`. */
  readonly filtered: ReadonlyMap<number, string>;
  /** Each frame's confidence, 0..1. */
  readonly confidence: readonly number[];
}

/**
 * Takes a clip from its frames to the foreground of every frame and hands it to `use`, during which the worker threads
 * and networks live. Every stage commits what it has computed frame by frame.
 */
export async function withCutClip<T>(
  clip: ClipInfo,
  config: RunConfig,
  services: CutView & { readonly store: Store; readonly signal: AbortSignal },
  use: (cut: CutClip) => Promise<T>,
): Promise<T> {
  const { store, signal, notify, slices, timed } = services;
  const shots = await timed('shots', () => findShots(clip, store, { signal, progress: slices.shots }));
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
    const work: ClipWork = { ...shared, keys: frameKeys(shared), store, pool, signal, computed: {} };
    await timed('flow', () => flowStage(work, slices.flow));
    await timed('motion', () => motionStage(work, slices.motion));
    await timed('cut', () => cutStage(work, slices.cut));
    const chosen = await timed('foreground', () => foregroundStage(work));
    const { masks, objects } = await timed('object', () => objectStage(work, chosen, slices.foreground));
    const measures = await timed('confidence', () => cutMeasures(work, masks));
    const { masks: whole, repaired } = await timed('repair', () => repairStage(work, masks, measures));
    const settled = await settledMasks(work, whole, chosen, { slices, timed });
    const { masks: pseudo, separated, filtered } = settled;
    const confidence = measures.map((frame) => frame.confidence);
    return await use({ work, chosen, objects, pseudo, repaired, separated, filtered, confidence });
  } finally {
    await Promise.all(opened.map((one) => one.dispose()));
  }
}

/** The work as the refinement sees it: its flows are those of `warpFlow`, estimated first where the cut had others. */
export async function withWarpFlow(work: ClipWork, { slices, timed, notify }: CutView): Promise<ClipWork> {
  const { config, keys, signal } = work;
  if (config.warpFlow === config.flow) return work;
  const request = { flow: config.warpFlow, provider: config.provider, notify };
  const flow = await createFlowEstimator(request, { signal, progress: silentProgress });
  try {
    const flowKeys = frameKeys({ ...work, flow });
    const warping = { ...work, flow, keys: { ...keys, flow: (index: number) => flowKeys.flow(index) } };
    await timed('warpFlow', () => flowStage(warping, slices.warpFlow));
    return warping;
  } finally {
    await flow.dispose();
  }
}
