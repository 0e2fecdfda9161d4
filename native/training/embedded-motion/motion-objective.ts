import { motionNetwork, type MotionNetworkConfig } from '../../models/motion-network.ts';
import type { ParameterSource } from '../../onnx/autodiff/flat-parameters.ts';
import { binaryCrossEntropyWithLogits } from '../../onnx/autodiff/losses.ts';
import type { Objective } from '../../onnx/autodiff/training-step.ts';
import type { Tensor, TensorType } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import type { RasterSize } from '../../raster/types.ts';
import type { SeededRandom } from '../../base/seeded-random.ts';
import { MOST_LABELS } from './scene-task.ts';
import { MIXED, type TrainingSample } from './training-sample.ts';

/** Patches of each scene whose pairs are compared in one step. */
const COMPARED_PATCHES = 320;
/** The cosine at which two patches are as likely one object as two, and how sharply that turns. */
const COSINE_MIDDLE = 0.5;
const COSINE_SLOPE = 8;
const AFFINITY_WEIGHT = 0.5;

/** The tensors of a batch. */
export const motionBatchTypes = (
  batch: number,
  { inputs }: MotionNetworkConfig,
  { widthPx, heightPx }: RasterSize,
): Readonly<Record<'planes' | 'target' | 'compared' | 'objects' | 'weights', TensorType>> => ({
  planes: { dtype: 'float32', shape: [batch, inputs, heightPx, widthPx] },
  target: { dtype: 'float32', shape: [batch, 1, heightPx / 2, widthPx / 2] },
  compared: { dtype: 'int64', shape: [COMPARED_PATCHES] },
  objects: { dtype: 'float32', shape: [batch, COMPARED_PATCHES, MOST_LABELS] },
  weights: { dtype: 'float32', shape: [batch, COMPARED_PATCHES] },
});

/** The feeds of a batch of samples; which patches are compared is drawn anew. */
export function motionBatch(samples: readonly TrainingSample[], random: SeededRandom) {
  const patches = samples[0]!.patches.length;
  const compared = BigInt64Array.from({ length: COMPARED_PATCHES }, () => BigInt(random.below(patches)));
  const joined = (part: 'planes' | 'target') => {
    const { length } = samples[0]![part];
    const all = new Float32Array(samples.length * length);
    samples.forEach((sample, k) => all.set(sample[part], k * length));
    return all;
  };
  const objects = new Float32Array(samples.length * COMPARED_PATCHES * MOST_LABELS);
  const weights = new Float32Array(samples.length * COMPARED_PATCHES);
  samples.forEach((sample, k) => {
    const labels = Array.from(compared, (patch) => sample.patches[Number(patch)]!);
    const counts = [
      labels.filter((label) => label === 0).length,
      labels.filter((label) => label > 0 && label !== MIXED).length,
    ];
    labels.forEach((label, m) => {
      if (label === MIXED) return;
      const at = k * COMPARED_PATCHES + m;
      objects[at * MOST_LABELS + label] = 1;
      // Background and objects count alike, however small the objects are.
      weights[at] = 1 / counts[label === 0 ? 0 : 1]!;
    });
  });
  return { planes: joined('planes'), target: joined('target'), compared, objects, weights };
}

/** 1 - Dice of each sample, smoothed so that scenes without objects count too. */
function diceLoss(probability: Tensor, target: Tensor): Tensor {
  const sum = (x: Tensor) => op.reduceSum(x, { axes: [1, 2, 3] });
  const smooth = 8;
  const both = op.add(op.mul(sum(op.mul(probability, target)), 2), smooth);
  const all = op.add(op.add(sum(probability), sum(target)), smooth);
  return op.reduceMean(op.sub(1, op.div(both, all)), { keepDims: false });
}

/** Whether pairs of patches belong together, told from their embeddings' cosine: cross-entropy over weighted pairs. */
function affinityLoss(embedding: Tensor, compared: Tensor, objects: Tensor, weights: Tensor): Tensor {
  const [batch, dim, rows, cols] = embedding.shape as [number, number, number, number];
  const flat = op.reshape(embedding, [batch, dim, rows * cols]);
  const chosen = op.gather(flat, compared, { axis: 2 }); // [B, D, M]
  const cosine = op.matMul(op.transpose(chosen, [0, 2, 1]), chosen); // [B, M, M]
  const same = op.matMul(objects, op.transpose(objects, [0, 2, 1]));
  const pairs = op.matMul(op.unsqueeze(weights, [2]), op.unsqueeze(weights, [1]));
  const logits = op.mul(op.sub(cosine, COSINE_MIDDLE), COSINE_SLOPE);
  const losses = op.mul(binaryCrossEntropyWithLogits(logits, same), pairs);
  const total = op.max(op.reduceSum(pairs, { keepDims: false }), 1e-3);
  return op.div(op.reduceSum(losses, { keepDims: false }), total);
}

/** What the network shall learn: which pixels are a moving object's, and which patches move as one. */
export function motionObjective(
  config: MotionNetworkConfig,
  parameter: ParameterSource,
  batch: Readonly<Record<string, Tensor>>,
): Objective {
  const { planes, target, compared, objects, weights } = batch as Record<
    keyof ReturnType<typeof motionBatchTypes>,
    Tensor
  >;
  const { logits, embedding } = motionNetwork(planes, config, parameter);
  const entropy = op.reduceMean(binaryCrossEntropyWithLogits(logits, target), { keepDims: false });
  const dice = diceLoss(op.sigmoid(logits), target);
  const affinity = affinityLoss(embedding, compared, objects, weights);
  const loss = op.add(op.add(entropy, dice), op.mul(affinity, AFFINITY_WEIGHT));
  return { loss, reports: { entropy, dice, affinity } };
}
