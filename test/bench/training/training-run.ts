import { readFile } from 'node:fs/promises';
import { spadeDecoder } from '../../../native/models/spade-decoder.ts';
import { unpackParameters } from '../../../native/onnx/autodiff/flat-parameters.ts';
import { constantRate } from '../../../native/onnx/autodiff/learning-rates.ts';
import { binaryCrossEntropyWithLogits } from '../../../native/onnx/autodiff/losses.ts';
import { TrainingSession, initialState } from '../../../native/onnx/autodiff/training-session.ts';
import { buildTrainingStep } from '../../../native/onnx/autodiff/training-step.ts';
import * as op from '../../../native/onnx/ops.ts';
import type { TrainingTask } from './training-task.ts';

/** Trains as the task file says and prints what `training-peer.py` prints; a process of its own, for its peak memory. */
const task = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as TrainingTask;
const floats = async (path: string): Promise<Float32Array> => new Float32Array((await readFile(path)).buffer);

const shapes = new Map(task.shapes);
const step = buildTrainingStep({
  parameters: shapes,
  batch: {
    features: { dtype: 'float32', shape: task.featureShape },
    target: { dtype: 'float32', shape: task.targetShape },
  },
  objective: (parameter, { features, target }) => {
    const logits = spadeDecoder(features!, task.config, parameter);
    return { loss: op.reduceMean(binaryCrossEntropyWithLogits(logits, target!)) };
  },
  optimiser: { learningRate: constantRate(task.rate) },
});
const start = unpackParameters(shapes, await floats(task.files.parameters));
const training = await TrainingSession.create(step, initialState(step, start), { threads: task.threads });
const batch = { features: await floats(task.files.features), target: await floats(task.files.target) };
const [seconds, losses]: [number[], number[]] = [[], []];
for (let i = 0; i < task.steps; i++) {
  const begun = performance.now();
  const { loss } = await training.run(batch);
  losses.push(loss![0]!);
  seconds.push((performance.now() - begun) / 1000);
}
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds: Math.min(...seconds.slice(1)), peakMb, losses }));
await training.dispose();
