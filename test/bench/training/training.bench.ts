import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { initialParameters } from '../../../native/models/initial-parameters.ts';
import { decoderConfig, decoderShapes } from '../../../native/models/spade-decoder.ts';
import { packParameters } from '../../../native/onnx/autodiff/flat-parameters.ts';
import type { Bench, BenchRow } from '../bench.ts';
import { findTorch } from '../torch-peer.ts';
import type { TrainingResult, TrainingTask } from './training-task.ts';

const [items, dim, patchPx, height, width] = [4, 384, 8, 256, 512];
const [rows, cols] = [height / patchPx, width / patchPx];
const rounds = 3;

/** Irregular features, and a disc per item as the target. */
function batch(): { features: Float32Array; target: Float32Array } {
  const features = new Float32Array(items * dim * rows * cols).map((_, i) => Math.sin(i * 0.37 + (i % 11)));
  const target = new Float32Array(items * height * width).map((_, i) => {
    const [item, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    return Number(Math.hypot(x - 150 - 60 * item, y - 128) < 70);
  });
  return { features, target };
}

/** Writes the task and its tensors; returns the task file. */
async function writeTask(folder: string): Promise<string> {
  const config = decoderConfig('compact', { dim, patchPx });
  const shapes = decoderShapes(config);
  const data = { parameters: packParameters(shapes, initialParameters(shapes, 7)), ...batch() };
  const file = (name: string): string => join(folder, `${name}.f32`);
  for (const [name, values] of Object.entries(data)) await writeFile(file(name), values);
  const task: TrainingTask = {
    config,
    shapes: [...shapes],
    featureShape: [items, dim, rows, cols],
    targetShape: [items, 1, height, width],
    size: [height, width],
    files: { parameters: file('parameters'), features: file('features'), target: file('target') },
    rate: 1e-4,
    steps: 6,
    threads: 2,
  };
  await writeFile(join(folder, 'task.json'), JSON.stringify(task));
  return join(folder, 'task.json');
}

async function train(program: string, script: string, task: string): Promise<TrainingResult> {
  const { stdout } = await promisify(execFile)(program, [join(import.meta.dirname, script), task]);
  return JSON.parse(stdout) as TrainingResult;
}

/** The fastest step and the smallest peak of several runs, which take turns so that other work meets both sides. */
function best(results: readonly TrainingResult[]): TrainingResult {
  const least = (of: (it: TrainingResult) => number): number => Math.min(...results.map(of));
  return { seconds: least((it) => it.seconds), peakMb: least((it) => it.peakMb), losses: results[0]!.losses };
}

function rowsOf(ours: TrainingResult, peer: TrainingResult | null): BenchRow[] {
  const name = `training step, compact decoder, ${items} x ${height} x ${width}, 2 threads`;
  const missing = { peer: null, note: 'PyTorch is not installed' };
  const beside = (limit: number, value: number | undefined): Pick<BenchRow, 'peer' | 'limit' | 'note'> =>
    value === undefined ? missing : { peer: value, limit, note: 'PyTorch' };
  const timed = [
    { name, ours: ours.seconds, unit: 's', ...beside(1.2, peer?.seconds) },
    { name: 'its peak memory', ours: ours.peakMb, unit: 'MB', ...beside(1.5, peer?.peakMb) },
  ];
  if (peer === null) return timed;
  // The same network and optimiser: the losses stay together.
  const apart = Math.max(...ours.losses.map((loss, i) => Math.abs(loss - peer.losses[i]!)));
  return [...timed, { name: 'difference of the losses', ours: apart, peer: null, unit: '', limit: 1e-3 }];
}

/** A training step beside PyTorch's on the same network, loss, optimiser and batch. */
export const bench: Bench = {
  name: 'training',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'fodvid-training-'));
    try {
      const [task, python] = [await writeTask(folder), await findTorch()];
      const [ours, theirs]: [TrainingResult[], TrainingResult[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        ours.push(await train(process.execPath, 'training-run.ts', task));
        if (python !== null) theirs.push(await train(python, 'training-peer.py', task));
      }
      return rowsOf(best(ours), theirs.length === 0 ? null : best(theirs));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
