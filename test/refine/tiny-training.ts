import type { Segmenter } from '../../native/models/segmenter.ts';
import { constantRate } from '../../native/onnx/autodiff/learning-rates.ts';
import * as op from '../../native/onnx/ops.ts';
import type { Checkpoint } from '../../native/refine/training-checkpoint.ts';
import type { TrainingFrames } from '../../native/refine/training-batch.ts';
import type { StepLosses, TrainOptions } from '../../native/refine/trainer.ts';

const size = { widthPx: 16, heightPx: 12 };
const plane = size.widthPx * size.heightPx;

/** One convolution over a gray picture of the logits' size. */
export const tinySegmenter: Segmenter = {
  id: 'tiny',
  input: { dtype: 'uint8', shape: [size.heightPx, size.widthPx] },
  output: size,
  shapes: new Map([
    ['conv.weight', [1, 1, 3, 3]],
    ['conv.bias', [1]],
  ]),
  logits(input, parameter) {
    const x = op.unsqueeze(op.mul(op.cast(input, 'float32'), 1 / 255), [1]);
    return op.conv(x, parameter('conv.weight'), parameter('conv.bias'), { padding: 1 });
  },
};

/** Frames of a bright square that moves one pixel to the right per frame; the pseudo masks are the square. */
export function squareFrames(count = 6): TrainingFrames {
  const mask = (frame: number) =>
    Uint8Array.from({ length: plane }, (_, i) => {
      const x = i % size.widthPx;
      const y = Math.floor(i / size.widthPx);
      return x >= 2 + frame && x < 7 + frame && y >= 3 && y < 9 ? 255 : 0;
    });
  return {
    usable: Array.from({ length: count }, (_, frame) => frame),
    neighbours: (frame) => [-2, -1, 1, 2].filter((offset) => frame + offset >= 0 && frame + offset < count),
    input: (frame) => mask(frame).map((value, i) => (value === 0 ? 40 + (i % 5) : 220 - (i % 7))),
    target: mask,
    flow: (_, offset) => ({
      ...size,
      data: Float32Array.from({ length: 2 * plane }, (_value, i) => (i < plane ? offset : 0)),
    }),
  };
}

/** Options of a short training, and what it saves. */
export function tinyTraining(changes: Partial<TrainOptions> = {}) {
  const saved: Checkpoint[] = [];
  const losses: StepLosses[] = [];
  const said: string[] = [];
  const options: TrainOptions = {
    segmenter: tinySegmenter,
    frames: squareFrames(),
    plan: { steps: 12, batch: 4, learningRate: constantRate(0.1), overlap: 1, seed: 3 },
    provider: 'cpu',
    threads: 1,
    save(checkpoint, steps) {
      saved.push(checkpoint);
      losses.push(...steps);
    },
    notify: (sentence) => said.push(sentence),
    ...changes,
  };
  return { options, saved, losses, said };
}
