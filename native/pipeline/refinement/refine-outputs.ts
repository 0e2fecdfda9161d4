import { type StageContext, silentProgress } from '../../base/context.ts';
import type { ParameterValues } from '../../onnx/autodiff/flat-parameters.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import {
  dinoKeys,
  type EncoderGraph,
  exportModel,
  modelCardMarkdown,
  pictureItself,
} from '../../refine/export-model.ts';
import { learningCurveSvg } from '../../refine/learning-curve.ts';
import type { NetworkFiles } from '../../runs/run-folder.ts';
import type { ClipInfo } from '../../video/clip.ts';
import { readStateDict } from '../../weights/formats/weight-file.ts';
import { requireModels } from '../../weights/library/models.ts';
import type { RefineWork } from './refine-work.ts';

/** What a network was trained on, and how long; `key` names its learning curve in the store. */
export interface TrainedOn {
  readonly clips: readonly ClipInfo[];
  readonly steps: number;
  readonly key: string;
}

async function encoderGraph({ work }: RefineWork, context: StageContext): Promise<EncoderGraph> {
  const { id } = work.encoder;
  if (id === 'embedded') return pictureItself;
  const { path } = (await requireModels([id], context)).get(id)!;
  return dinoKeys(await readStateDict(path));
}

/** Writes the trained network as .onnx with its card, and the learning curve; `refine` is that of any of its clips. */
export async function writeNetwork(
  refine: RefineWork,
  parameters: ParameterValues,
  outputs: NetworkFiles,
  { clips, steps, key }: TrainedOn,
): Promise<void> {
  const { work, segmenter, preset } = refine;
  const { config, encoder, geometry, signal, store } = work;
  const names = clips.map(({ name }) => name).join(', ');
  const { onnx, card } = exportModel({
    segmenter,
    parameters,
    encoder: encoder.id,
    encode: await encoderGraph(refine, { signal, progress: silentProgress }),
    size: geometry.working,
    training: {
      clip: names,
      frames: clips.reduce((sum, { frameCount }) => sum + frameCount, 0),
      steps,
      batch: preset.batch,
      seed: config.seed,
      flow: config.flow,
      alpha: config.alpha,
      tau: config.tau,
    },
  });
  await writeFileAtomically(outputs.modelPath, onnx);
  await writeFileAtomically(outputs.modelCardPath, modelCardMarkdown(card));
  await writeFileAtomically(outputs.learningCurvePath, learningCurveSvg(store.learningCurve(key), names));
}
