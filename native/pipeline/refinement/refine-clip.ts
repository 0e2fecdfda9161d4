import { mkdir } from 'node:fs/promises';
import type { ProgressSlice } from '../../base/context.ts';
import { chooseProvider } from '../../onnx/providers.ts';
import { removeUnfinishedFiles } from '../../base/atomic-file.ts';
import type { RunReport } from '../../runs/report.ts';
import type { RunFolder } from '../../runs/run-folder.ts';
import type { ClipWork } from '../clip-work.ts';
import type { MaskSource } from '../masks/mask-stage.ts';
import { writeNetwork } from './refine-outputs.ts';
import { refinementRejection, inferenceStage, refinedMasks, trainStage } from './refine-stage.ts';
import { type RefineStart, refineWork } from './refine-work.ts';
import { fusionStage, pseudoMaskStage } from './temporal-mean.ts';
import { trainingPairStage } from './training-pairs.ts';
import { trainingPreview } from './training-preview.ts';

type RefinementStage = 'pairs' | 'training' | 'inference';

/** What run.json says of a refinement. */
export type RefinementReport = Omit<NonNullable<RunReport['refinement']>, 'heldOut'>;

/** What the refinement gets of the run around it. */
export interface RefineClipServices {
  readonly slices: Readonly<Record<RefinementStage, ProgressSlice>>;
  /** Measures a stage's time. */
  readonly timed: <T>(stage: RefinementStage, work: () => Promise<T>) => Promise<T>;
  readonly notify: (sentence: string) => void;
}

/**
 * Refines a clip's graph-cut masks (paper, section 2.2): writes those beside, trains, segments every frame, and writes
 * the network. Returns the masks that count from here on.
 */
export async function refineClip(
  work: ClipWork,
  start: RefineStart,
  folder: RunFolder,
  { slices, timed, notify }: RefineClipServices,
): Promise<{ readonly masks: MaskSource; readonly report: RefinementReport }> {
  const { pseudo } = start;
  const refine = refineWork(work, start, await chooseProvider(work.config.provider));
  await mkdir(folder.graphCutMasksDir, { recursive: true });
  await removeUnfinishedFiles(folder.graphCutMasksDir);
  await timed('pairs', async () => {
    await trainingPairStage(refine, (index) => folder.graphCutMask(index), slices.pairs);
    await pseudoMaskStage(refine);
  });
  const preview = trainingPreview(refine, folder.trainingPreviewPath);
  const view = { progress: slices.training, notify, preview };
  const training = await timed('training', () => trainStage(refine, [refine], view));
  const shared = {
    graphCutMasksDir: folder.graphCutMasksDir,
    modelPath: folder.modelPath,
    modelCardPath: folder.modelCardPath,
    learningCurvePath: folder.learningCurvePath,
    network: refine.segmenter.id,
    steps: refine.steps,
    provider: refine.provider,
    trainingKey: refine.keys.training,
    softMaskKeys: Array.from({ length: work.clip.frameCount }, (_, index) => refine.keys.fused(index)),
  };
  const kept = (reason: string) => {
    notify(`${work.clip.name} is not refined: ${reason}. Its masks are those of the graph cut.`);
    return { masks: pseudo, report: { ...shared, state: 'kept' as const, reason, stability: null } };
  };
  if (training.kind === 'kept') return kept(training.reason);
  const { parameters } = training;
  const rejected = await timed('inference', async () => {
    await inferenceStage(refine, parameters, slices.inference);
    const reason = refine.preset.temporalMean ? refinementRejection(refine) : null;
    if (reason === null) await fusionStage(refine);
    return reason;
  });
  if (rejected !== null) return kept(rejected);
  await writeNetwork(refine, parameters, folder, {
    clips: [work.clip],
    steps: refine.steps,
    key: refine.keys.training,
  });
  return {
    masks: refinedMasks(refine),
    report: { ...shared, state: 'refined', reason: null, stability: null },
  };
}
