import { join } from 'node:path';
import type { StageContext } from '../context.ts';
import type { ParameterValues } from '../onnx/autodiff/flat-parameters.ts';
import { writeFileAtomically } from '../raster/atomic-file.ts';
import {
  dinoKeys,
  type EncoderGraph,
  exportModel,
  modelCardMarkdown,
  pictureItself,
} from '../refine/export-model.ts';
import { learningCurveSvg } from '../refine/learning-curve.ts';
import { readStateDict } from '../weights/checkpoint.ts';
import { requireModels } from './models.ts';
import type { RefineWork } from './refine-work.ts';

/** Where a refinement's files lie. */
export interface RefineOutputs {
  /** The graph cut's masks, beside the refined ones. */
  readonly graphCutMasksDir: string;
  readonly modelPath: string;
  readonly modelCardPath: string;
  readonly learningCurvePath: string;
}

/** The places of a refinement's files in a clip's folder. */
export const refineOutputsIn = (outDir: string): RefineOutputs => ({
  graphCutMasksDir: join(outDir, 'masks-graphcut'),
  modelPath: join(outDir, 'model.onnx'),
  modelCardPath: join(outDir, 'model.md'),
  learningCurvePath: join(outDir, 'learning-curve.svg'),
});

async function encoderGraph({ work }: RefineWork, context: StageContext): Promise<EncoderGraph> {
  const { id } = work.encoder;
  if (id === 'embedded') return pictureItself;
  const { path } = (await requireModels([id], context)).get(id)!;
  return dinoKeys(await readStateDict(path));
}

/** Writes the trained network as .onnx with its card, and the learning curve. */
export async function writeRefinement(
  refine: RefineWork,
  parameters: ParameterValues,
  outputs: RefineOutputs,
): Promise<void> {
  const { work, segmenter, preset, steps, keys } = refine;
  const { clip, config, encoder, geometry, signal, store } = work;
  const { onnx, card } = exportModel({
    segmenter,
    parameters,
    encoder: encoder.id,
    encode: await encoderGraph(refine, { signal, progress: { report: () => undefined } }),
    size: geometry.working,
    training: {
      clip: clip.name,
      frames: clip.frameCount,
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
  await writeFileAtomically(
    outputs.learningCurvePath,
    learningCurveSvg(store.learningCurve(keys.training), clip.name),
  );
}
