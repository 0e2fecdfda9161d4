import { sharesOfGray } from '../../raster/gray-levels.ts';
import type { ProgressSlice } from '../../base/context.ts';
import { packParameters, unpackParameters } from '../../onnx/autodiff/flat-parameters.ts';
import type { ParameterValues } from '../../onnx/autodiff/flat-parameters.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../refine/training-checkpoint.ts';
import { joinFrames } from '../../refine/joined-frames.ts';
import { predict } from '../../refine/predict.ts';
import {
  confidentFrames,
  rejectionReason,
  type PseudoMasks,
  softOverlap,
  usablePseudoMasks,
} from '../../refine/pseudo-masks.ts';
import type { TrainingFrames } from '../../refine/training-batch.ts';
import { train, type TrainOptions } from '../../refine/trainer.ts';
import type { MaskSource } from '../masks/mask-stage.ts';
import { recall } from '../../runs/stored/recall.ts';
import type { RefineKeys } from '../../runs/keys/refinement-keys.ts';
import { enlargingOf } from '../../runs/clip-geometry.ts';
import type { ClipWork } from '../clip-work.ts';
import type { RefineWork } from './refine-work.ts';
import { recallInput, recallTarget, trainingFrames } from './training-data.ts';

/** How a training ended: with a network, or with a reason why the graph cut's masks stay as they are. */
export type Training =
  | { readonly kind: 'trained'; readonly parameters: ParameterValues }
  | { readonly kind: 'kept'; readonly reason: string };

/** What a training shows while it runs. */
export interface TrainingView {
  readonly progress: ProgressSlice;
  readonly notify: (sentence: string) => void;
  /** Shows what the network knows after so many steps. */
  readonly preview?: (parameters: ParameterValues, step: number) => Promise<void>;
}

/** A training: of one clip, or of several with one network. */
export interface TrainingWork extends Pick<RefineWork, 'segmenter' | 'preset' | 'steps' | 'provider'> {
  readonly work: Pick<ClipWork, 'store' | 'config' | 'signal' | 'computed'>;
  readonly keys: Pick<RefineKeys, 'training' | 'weights'>;
}

/** Trains, or goes on with a training that was interrupted. */
async function runTraining(
  { work, segmenter, preset, steps, provider, keys }: TrainingWork,
  frames: TrainingFrames,
  { progress, notify, preview }: TrainingView,
): Promise<Training> {
  const { store, config, signal, computed } = work;
  const left = store.loadTraining(keys.training);
  const options: TrainOptions = {
    segmenter,
    frames,
    plan: {
      steps,
      batch: preset.batch,
      learningRate: preset.learningRate(steps),
      overlap: preset.overlap,
      seed: config.seed,
    },
    provider,
    ...(left === undefined ? {} : { resumeFrom: decodeCheckpoint(left.state, segmenter.id) }),
    save: (checkpoint, losses) => {
      const state = encodeCheckpoint(checkpoint);
      store.saveTraining(keys.training, { step: checkpoint.step, state }, losses);
    },
    notify,
    ...(preview === undefined ? {} : { preview }),
  };
  const trained = await train(options, { signal, progress });
  computed['trainingStep'] = trained.steps - (left?.step ?? 0);
  if (trained.outcome === 'diverged') return { kind: 'kept', reason: 'the training diverged' };
  const flat = packParameters(segmenter.shapes, trained.parameters);
  store.putBlobs([{ key: keys.weights, stage: 'weights', bytes: new Uint8Array(flat.buffer) }]);
  store.finishTraining(keys.training);
  return { kind: 'trained', parameters: trained.parameters };
}

const shareOf = (target: Uint8Array) => target.reduce((sum, gray) => sum + gray, 0) / (255 * target.length);

function pseudoMasksOf(refine: RefineWork): PseudoMasks {
  const { work, preset, confidence } = refine;
  const pseudo = usablePseudoMasks(
    Array.from({ length: work.clip.frameCount }, (_, index) => shareOf(recallTarget(refine, index))),
  );
  if (pseudo.kind === 'useless' || preset.trusted === 'all') return pseudo;
  return { ...pseudo, frames: confidentFrames(pseudo.frames, confidence) };
}

/**
 * The segmentation network, trained on pseudo masks (paper, section 2.2): of `clips`, which share its sizes. It comes
 * from the store where it was trained before. Where nothing can be learned from any of them, the reason.
 */
export async function trainStage(
  training: TrainingWork,
  clips: readonly RefineWork[],
  view: TrainingView,
): Promise<Training> {
  const { segmenter, steps, keys, work } = training;
  const known = work.store.getBlob(keys.weights);
  if (known !== undefined) {
    view.progress.report(steps, steps);
    const flat = new Float32Array(known.slice().buffer);
    return { kind: 'trained', parameters: unpackParameters(segmenter.shapes, flat) };
  }
  const sorted = clips.map((refine) => ({ refine, pseudo: pseudoMasksOf(refine) }));
  const usable = sorted.flatMap(({ refine, pseudo }) =>
    pseudo.kind === 'useless'
      ? []
      : [{ frames: trainingFrames(refine, pseudo.frames), count: refine.work.clip.frameCount }],
  );
  if (usable.length > 0) return runTraining(training, joinFrames(usable), view);
  view.progress.report(steps, steps);
  const reasons = sorted.flatMap(({ pseudo }) => (pseudo.kind === 'useless' ? [pseudo.reason] : []));
  return { kind: 'kept', reason: reasons[0] ?? 'there is no clip' };
}

/** Soft masks of all frames, each from the frame alone (paper, section 3.2). */
export async function inferenceStage(
  refine: RefineWork,
  parameters: ParameterValues,
  progress: ProgressSlice,
): Promise<void> {
  const { work, segmenter, keys } = refine;
  const { store, clip, signal, computed } = work;
  const missing = Array.from({ length: clip.frameCount }, (_, index) => index).filter(
    (index) => !store.hasBlob(keys.soft(index)),
  );
  progress.report(clip.frameCount - missing.length, clip.frameCount);
  if (missing.length === 0) return;
  const options = {
    segmenter,
    parameters,
    provider: refine.provider,
    frames: missing,
    input: (index: number) => recallInput(refine, index),
    keep: (masks: readonly { readonly frame: number; readonly soft: Uint8Array }[]) => {
      store.putBlobs(masks.map(({ frame, soft }) => ({ key: keys.soft(frame), stage: 'soft', bytes: soft })));
      computed['soft'] = (computed['soft'] ?? 0) + masks.length;
    },
  };
  await predict(options, { signal, progress });
}

/** Why the network's soft masks, which are in the store, cannot be trusted; null where they can. */
export function refinementRejection(refine: RefineWork): string | null {
  const { work, keys } = refine;
  const pseudo = pseudoMasksOf(refine);
  if (pseudo.kind === 'useless') return pseudo.reason;
  return rejectionReason(
    pseudo.frames.map((index) =>
      softOverlap(recall(work, keys.soft(index), 'soft mask', index), recallTarget(refine, index)),
    ),
  );
}

/** The refined masks: the soft ones that count, brought to the frames' resolution. */
export function refinedMasks({ work, pseudo, segmenter, keys }: RefineWork): MaskSource {
  return {
    stage: 'refinedMask',
    key: (index) => keys.mask(index),
    coarse: (index) => ({
      ...segmenter.output,
      data: sharesOfGray(recall(work, keys.fused(index), 'soft mask', index)),
    }),
    enlarging: enlargingOf(work.config, work.geometry, 'segmenter'),
    before: (index) => recall(work, pseudo.key(index), 'graph-cut mask', index),
  };
}
