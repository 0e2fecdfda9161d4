import { silentProgress } from '../base/context.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { patchSides, type RunConfig } from '../api/run-config.ts';
import { failedError, throwIfCancelled } from '../base/errors.ts';
import { chooseProvider } from '../onnx/providers.ts';
import type { Store } from '../store/store.ts';
import type { ClipInfo } from '../video/clip.ts';
import { probeClip } from '../video/probe-clip.ts';
import { prepareOutDir } from '../runs/clip-folders.ts';
import { clipGeometry } from '../runs/clip-geometry.ts';
import { restingWork } from '../pipeline/clip-work.ts';
import { withCutClip, withWarpFlow } from '../pipeline/cut-clip.ts';
import { requireModels } from '../weights/library/models.ts';
import { expectedStageSec } from '../pipeline/stage-times.ts';
import type { ProgressNode } from '../base/progress.ts';
import { writeNetwork } from '../pipeline/refinement/refine-outputs.ts';
import { maskFileName, type NetworkFiles, networkFiles } from '../runs/run-folder.ts';
import { trainStage } from '../pipeline/refinement/refine-stage.ts';
import { type RefineWork, refineWork } from '../pipeline/refinement/refine-work.ts';
import { jointTrainingKeys } from '../runs/keys/refinement-keys.ts';
import { pseudoMaskStage } from '../pipeline/refinement/temporal-mean.ts';
import { trainingPairStage } from '../pipeline/refinement/training-pairs.ts';

/** What a training of several clips gets besides its configuration. */
export interface TrainNetworkServices {
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly progress: ProgressNode;
  readonly notify: (sentence: string) => void;
}

/** What came out of it. */
export interface NetworkReport extends NetworkFiles {
  readonly clips: readonly { readonly clip: string; readonly frameCount: number }[];
  readonly network: string;
  readonly steps: number;
  readonly provider: string;
}

/** Expected seconds of a clip's training, and of the stages that prepare it. */
function expectedSec(config: RunConfig, { frameCount }: ClipInfo) {
  const sec = expectedStageSec({ ...config, refine: true }, frameCount);
  const { training, shots, flow, motion, cut, foreground, separation, filter, contours, warpFlow, pairs } =
    sec;
  const settling = { separation, filter, contours };
  return { training, stages: { shots, flow, motion, cut, foreground, ...settling, warpFlow, pairs } };
}

/** One working resolution for all clips, that of the first unless said: a network has one input size. */
function sharedSize(config: RunConfig, first: ClipInfo): RunConfig {
  const { widthPx, heightPx } = clipGeometry(first, config, patchSides[config.encoder]).working;
  return { ...config, size: { widthPx, heightPx } };
}

/** What the network learns from one clip; it lies in the store when this is done. */
async function prepareClip(
  clip: ClipInfo,
  config: RunConfig,
  { store, signal, notify }: TrainNetworkServices,
  progress: ProgressNode,
  scratchDir: string,
): Promise<RefineWork> {
  const slices = progress.split(expectedSec(config, clip).stages);
  const view = { slices, notify, timed: async <T>(_: string, work: () => Promise<T> | T) => work() };
  return withCutClip(clip, config, { ...view, store, signal }, async ({ work, pseudo, confidence }) => {
    const warping = await withWarpFlow(work, view);
    const refine = refineWork(warping, { pseudo, confidence }, await chooseProvider(config.provider));
    await trainingPairStage(refine, (index) => join(scratchDir, maskFileName(index)), slices.pairs);
    await pseudoMaskStage(refine);
    return { ...refine, work: restingWork(refine.work) };
  });
}

/**
 * Trains one network on the pseudo masks of several clips (paper, section 3.1) and writes model.onnx, its card and its
 * learning curve to `outDir`. What was computed before comes from the store; an interrupted training goes on. Throws a
 * sentence where a clip cannot be read or nothing can be learned.
 */
export async function trainNetwork(
  clipPaths: readonly string[],
  outDir: string,
  config: RunConfig,
  services: TrainNetworkServices,
): Promise<NetworkReport> {
  const { signal, notify, progress } = services;
  await prepareOutDir(outDir);
  const context = { signal, progress: silentProgress };
  await requireModels(
    [config.encoder, config.flow, config.warpFlow].filter((id) => id !== 'embedded'),
    context,
  );
  const paths = [...new Set(clipPaths.map((path) => resolve(path)))];
  const clips: ClipInfo[] = [];
  for (const path of paths) clips.push(await probeClip(path, context));
  const shared = sharedSize(config, clips[0]!);
  const expected = clips.map((clip) => expectedSec(shared, clip));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const parts = progress.split({
    clips: sum(expected.flatMap(({ stages }) => Object.values(stages))),
    training: sum(expected.map(({ training }) => training)),
  });
  const ofClip = parts.clips.split<string>(
    Object.fromEntries(clips.map(({ name }, k) => [`${name} (${k + 1})`, 1])),
  );
  const scratchDir = await mkdtemp(join(outDir, '.training-'));
  try {
    const refines: RefineWork[] = [];
    for (const [k, clip] of clips.entries()) {
      throwIfCancelled(signal);
      const slice = ofClip[`${clip.name} (${k + 1})`]!;
      refines.push(await prepareClip(clip, shared, services, slice, scratchDir));
    }
    return await trainOn(refines, networkFiles(outDir), { notify, progress: parts.training });
  } finally {
    await rm(scratchDir, { recursive: true, force: true });
  }
}

async function trainOn(
  refines: readonly RefineWork[],
  outputs: NetworkFiles,
  { notify, progress }: Pick<TrainNetworkServices, 'notify' | 'progress'>,
): Promise<NetworkReport> {
  const [first] = refines as [RefineWork, ...RefineWork[]];
  const clips = refines.map(({ work }) => work.clip);
  const steps = refines.reduce((sum, refine) => sum + refine.steps, 0);
  const keys = jointTrainingKeys(
    refines.map(({ keys: { training } }) => training),
    steps,
  );
  const trained = await trainStage({ ...first, steps, keys }, refines, { progress, notify });
  if (trained.kind === 'kept')
    throw failedError(`No network can be trained on these clips: ${trained.reason}.`, { stage: 'training' });
  await writeNetwork(first, trained.parameters, outputs, { clips, steps, key: keys.training });
  return {
    ...outputs,
    clips: clips.map(({ path, frameCount }) => ({ clip: path, frameCount })),
    network: first.segmenter.id,
    steps,
    provider: first.provider,
  };
}
