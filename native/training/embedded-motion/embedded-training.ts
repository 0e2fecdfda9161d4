import { join } from 'node:path';
import type { ProgressNode } from '../../base/progress.ts';
import { MotionNetworkSession } from '../../features/motion-network-session.ts';
import { parameterCount, type ParameterValues } from '../../onnx/autodiff/flat-parameters.ts';
import { motionNetworkShapes } from '../../models/motion-network.ts';
import { encodeFloat16 } from '../../raster/float16.ts';
import { writeSafetensors } from '../../weights/formats/safetensors.ts';
import { collectPictures } from './real-pictures.ts';
import { type EmbeddedRecipe, recordSizeOf } from './recipe.ts';
import { readScene, renderScenes, type ScenePlan } from './scene-files.ts';
import { trainMotionNetwork } from './train-motion.ts';
import { trainingSample, type Variation } from './training-sample.ts';

/** What one run of the recipe came to. */
export interface EmbeddedTraining {
  readonly parameters: number;
  /** The mean overlap (J) of the network's masks with the exact ones, on scenes that it has not learnt from; 0..1. */
  readonly heldOutOverlap: number;
  readonly timeSec: { readonly scenes: number; readonly training: number };
}

/** Where a training works and what it writes. */
export interface EmbeddedTrainingPlace {
  /** Scenes and checkpoints: a run that was stopped goes on from there. */
  readonly workDir: string;
  /** The weights, float16 safetensors. */
  readonly outPath: string;
  readonly signal: AbortSignal;
  readonly progress: ProgressNode;
}

const asFilmed: Variation = { mirrored: false, reversed: false, offsets: 'all' };

function scenePlans(
  recipe: EmbeddedRecipe,
  picturesPath: string | null,
): { learnt: ScenePlan; heldOut: ScenePlan } {
  const { sceneSize: size, scenes, heldOutScenes, firstSeed } = recipe;
  const plan = { size, recordSize: recordSizeOf(recipe), firstSeed, picturesPath };
  return {
    learnt: { ...plan, count: scenes },
    heldOut: { ...plan, firstSeed: firstSeed + 1_000_000, count: heldOutScenes },
  };
}

/** Overlap of where the network says "moving" with where objects are; 1 where both are nowhere. */
function overlap(moving: Float32Array, share: Uint8Array): number {
  let both = 0;
  let either = 0;
  moving.forEach((probability, i) => {
    const [said, is] = [probability >= 0.5, share[i]! >= 128];
    if (said && is) both++;
    if (said || is) either++;
  });
  return either === 0 ? 1 : both / either;
}

async function heldOutOverlap(
  recipe: EmbeddedRecipe,
  weights: ParameterValues,
  workDir: string,
  plan: ScenePlan,
): Promise<number> {
  const session = await MotionNetworkSession.open(weights, recipe.config, plan.recordSize);
  try {
    let sum = 0;
    for (let index = 0; index < plan.count; index++) {
      const record = await readScene(workDir, plan, index);
      const moving = await session.run(trainingSample(record, asFilmed).planes);
      sum += overlap(moving, record.share);
    }
    return sum / plan.count;
  } finally {
    await session.dispose();
  }
}

/** Writes the weights as half floats, with what they were made by. */
async function writeWeights(path: string, weights: ParameterValues, recipe: EmbeddedRecipe): Promise<void> {
  const tensors = [...weights].map(([name, { shape, data }]) => {
    const bits = encodeFloat16(data);
    return [name, { dtype: 'F16', shape, data: bits }] as const;
  });
  await writeSafetensors(path, Object.fromEntries(tensors), { recipe: JSON.stringify(recipe) });
}

/**
 * The whole recipe: renders the scenes, trains the motion network on them and writes its weights. What an earlier run
 * in `workDir` has done is not done again.
 */
export async function trainEmbedded(
  recipe: EmbeddedRecipe,
  place: EmbeddedTrainingPlace,
): Promise<EmbeddedTraining> {
  const { workDir, outPath, signal, progress } = place;
  const slices = progress.split({ scenes: 40, training: 59, judging: 1 });
  const startMs = performance.now();
  const picturesPath = recipe.realPictures ? await collectPictures(workDir) : null;
  const { learnt, heldOut } = scenePlans(recipe, picturesPath);
  await renderScenes(workDir, [learnt, heldOut], { signal, progress: slices.scenes });
  const renderedMs = performance.now();
  const { config, steps, batch, learningRate, seed } = recipe;
  const weights = await trainMotionNetwork(
    { config, size: learnt.recordSize, steps, batch, learningRate, seed },
    {
      sceneCount: learnt.count,
      scene: (index) => readScene(workDir, learnt, index),
      checkpointPath: join(
        workDir,
        recipe.realPictures ? 'pictures.checkpoint' : 'motion-network.checkpoint',
      ),
    },
    { signal, progress: slices.training },
  );
  await writeWeights(outPath, weights, recipe);
  const trainedMs = performance.now();
  const judged = await heldOutOverlap(recipe, weights, workDir, heldOut);
  slices.judging.report(1, 1);
  return {
    parameters: parameterCount(motionNetworkShapes(config)),
    heldOutOverlap: judged,
    timeSec: { scenes: (renderedMs - startMs) / 1000, training: (trainedMs - renderedMs) / 1000 },
  };
}
