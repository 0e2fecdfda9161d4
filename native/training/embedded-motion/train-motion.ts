import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { StageContext } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import {
  initialMotionParameters,
  type MotionNetworkConfig,
  motionNetworkShapes,
} from '../../models/motion-network.ts';
import { type ParameterValues, unpackParameters } from '../../onnx/autodiff/flat-parameters.ts';
import { cosineRate, warmUp } from '../../onnx/autodiff/learning-rates.ts';
import { initialState, TrainingSession } from '../../onnx/autodiff/training-session.ts';
import { buildTrainingStep } from '../../onnx/autodiff/training-step.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import type { RasterSize } from '../../raster/types.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../refine/training-checkpoint.ts';
import { SeededRandom } from '../../base/seeded-random.ts';
import { motionBatch, motionBatchTypes, motionObjective } from './motion-objective.ts';
import type { SceneRecord } from './scene-record.ts';
import { drawVariation, type TrainingSample, trainingSample } from './training-sample.ts';

/** How the motion network is trained. */
export interface MotionTraining {
  readonly config: MotionNetworkConfig;
  readonly size: RasterSize;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Where the scenes come from and where the training is kept. */
export interface MotionTrainingFiles {
  readonly sceneCount: number;
  readonly scene: (index: number) => Promise<SceneRecord>;
  readonly checkpointPath: string;
  /** Least time between checkpoints; 30 s unless said. */
  readonly saveEveryMs?: number;
}

/** The share of the steps over which the learning rate rises to its full size. */
const WARM_UP_SHARE = 0.05;
const MAX_GRADIENT_NORM = 5;
const SMOOTHING_STEPS = 40;

function trainingStep({ config, size, batch, steps, learningRate }: MotionTraining) {
  return buildTrainingStep({
    parameters: motionNetworkShapes(config),
    batch: motionBatchTypes(batch, config, size),
    objective: (parameter, fed) => motionObjective(config, parameter, fed),
    optimiser: {
      learningRate: warmUp(Math.ceil(WARM_UP_SHARE * steps), cosineRate({ rate: learningRate, steps })),
      maxGradientNorm: MAX_GRADIENT_NORM,
    },
  });
}

/** Names all that a checkpoint depends on, so that another recipe's is refused. */
const identity = (training: MotionTraining, sceneCount: number): string =>
  `motion-1:${JSON.stringify([training, sceneCount])}`;

/** The first checkpoint of a training, or the one that was kept. */
async function startingPoint(training: MotionTraining, files: MotionTrainingFiles): Promise<Checkpoint> {
  const network = identity(training, files.sceneCount);
  if (existsSync(files.checkpointPath))
    return decodeCheckpoint(new Uint8Array(await readFile(files.checkpointPath)), network);
  const parameters = initialMotionParameters(motionNetworkShapes(training.config), training.seed);
  const state = initialState(trainingStep(training), parameters);
  return { network, step: 0, random: training.seed, parts: 1, state };
}

/** One batch by the draws of `random`. */
async function drawBatch({ batch }: MotionTraining, files: MotionTrainingFiles, random: SeededRandom) {
  const samples: TrainingSample[] = [];
  for (let k = 0; k < batch; k++) {
    const record = await files.scene(random.below(files.sceneCount));
    samples.push(trainingSample(record, drawVariation(random)));
  }
  return motionBatch(samples, random);
}

/** Means of the reports over the last steps, as a line. */
function smoothed() {
  const means = new Map<string, number>();
  return (reports: Readonly<Record<string, Float32Array>>): string => {
    for (const [name, [value]] of Object.entries(reports)) {
      const mean = means.get(name) ?? value!;
      means.set(name, mean + (value! - mean) / SMOOTHING_STEPS);
    }
    return [...means].map(([name, mean]) => `${name} ${mean.toFixed(3)}`).join(', ');
  };
}

/**
 * Trains the motion network, from the checkpoint where there is one. The same recipe gives the same weights on one kind
 * of processor, also over interruptions: what is kept holds the generator's state too.
 */
export async function trainMotionNetwork(
  training: MotionTraining,
  files: MotionTrainingFiles,
  context: StageContext,
): Promise<ParameterValues> {
  const { network, step: done, random: randomState, state } = await startingPoint(training, files);
  const random = new SeededRandom(randomState);
  const session = await TrainingSession.create(trainingStep(training), state);
  const describe = smoothed();
  let savedMs = performance.now();
  const save = async (step: number, generator: number) => {
    const checkpoint = { network, step, random: generator, parts: 1, state: await session.state() };
    await writeFileAtomically(files.checkpointPath, encodeCheckpoint(checkpoint));
    savedMs = performance.now();
  };
  try {
    context.progress.report(done, training.steps);
    let next = drawBatch(training, files, random);
    for (let step = done; step < training.steps; step++) {
      const feeds = await next;
      const drawn = random.state;
      // The next batch is made while the network learns from this one.
      next = step + 1 < training.steps ? drawBatch(training, files, random) : next;
      next.catch(() => undefined);
      const reports = await session.run(feeds);
      context.progress.report(step + 1, training.steps, describe(reports));
      const due = performance.now() - savedMs > (files.saveEveryMs ?? 30_000);
      if (due || context.signal.aborted || step + 1 === training.steps) await save(step + 1, drawn);
      throwIfCancelled(context.signal);
    }
    return unpackParameters(motionNetworkShapes(training.config), (await session.state()).parameters);
  } finally {
    await session.dispose();
  }
}
