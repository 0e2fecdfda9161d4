import { binaryCrossEntropyWithLogits, weightedMean } from '../onnx/autodiff/losses.ts';
import type { Objective } from '../onnx/autodiff/training-step.ts';
import type { Tensor, TensorType } from '../onnx/graph.ts';
import { sampleAtPlaces, unitsPerPixel } from '../onnx/grid-places.ts';
import * as op from '../onnx/ops.ts';
import type { RasterSize } from '../raster/types.ts';

/** What a batch of samples is compared with, all at the resolution of the logits. */
export interface ComparisonTensors {
  /** The flow from the compared frame to the network's frame, pixels, [B, 2, H, W]; zero in the own branch. */
  readonly flow: Tensor;
  /** The compared frame's pseudo mask, uint8 0..255, [B, 1, H, W]. */
  readonly target: Tensor;
  /** 1 where a sample is compared with its own pseudo mask, else 0, float32 [B, 1, 1, 1]. */
  readonly own: Tensor;
}

/** The types of `ComparisonTensors` for a batch. */
export function comparisonTypes(
  batch: number,
  { widthPx, heightPx }: RasterSize,
): Readonly<Record<keyof ComparisonTensors, TensorType>> {
  return {
    flow: { dtype: 'float32', shape: [batch, 2, heightPx, widthPx] },
    target: { dtype: 'uint8', shape: [batch, 1, heightPx, widthPx] },
    own: { dtype: 'float32', shape: [batch, 1, 1, 1] },
  };
}

/** Pixel coordinates [1, 2, H, W]: the x plane and the y plane. */
function pixelGrid(near: Tensor, height: number, width: number): Tensor {
  const plane = height * width;
  const data = Float32Array.from({ length: 2 * plane }, (_, i) =>
    i < plane ? i % width : Math.floor((i - plane) / width),
  );
  return near.graph.constant(data, [1, 2, height, width]);
}

/** Backward warp: result(p) = x(p + flow(p)), bilinear; points outside take the border's value. x [B, 1, H, W]. */
export function warpByFlow(x: Tensor, flow: Tensor): Tensor {
  const [, , height, width] = x.shape as [number, number, number, number];
  const at = op.add(pixelGrid(x, height, width), flow);
  return sampleAtPlaces(x, op.transpose(op.sub(op.mul(at, unitsPerPixel(x)), 1), [0, 2, 3, 1]));
}

/** 1 - intersection / union of each item's probabilities and targets (soft), the mean over the batch. */
function overlapLoss(logits: Tensor, target: Tensor): Tensor {
  const perItem = (x: Tensor): Tensor => op.reduceSum(x, { axes: [1, 2, 3], keepDims: false });
  const p = op.sigmoid(logits);
  const both = op.mul(p, target);
  const intersection = perItem(both);
  const union = perItem(op.sub(op.add(p, target), both));
  return op.reduceMean(op.sub(1, op.div(op.add(intersection, 1), op.add(union, 1))), { keepDims: false });
}

/**
 * The loss of a batch (paper, Algorithm 1): the prediction for each frame, brought to the compared frame by its flow,
 * against that frame's pseudo mask: the mean binary cross-entropy. Logits are warped rather than probabilities, so that
 * gradients pass where the network is sure. Reports the means of both branches (0 where a batch has none of one).
 *
 * @param overlap the share of a second term, which is the same for small objects as for large ones; 0 as in the paper.
 */
export function warpedObjective(logits: Tensor, compared: ComparisonTensors, overlap: number): Objective {
  const warped = warpByFlow(logits, compared.flow);
  const target = op.mul(op.cast(compared.target, 'float32'), 1 / 255);
  const losses = binaryCrossEntropyWithLogits(warped, target);
  const entropy = op.reduceMean(losses, { keepDims: false });
  return {
    loss: overlap === 0 ? entropy : op.add(entropy, op.mul(overlapLoss(warped, target), overlap)),
    reports: {
      lossOwn: weightedMean(losses, compared.own),
      lossWarped: weightedMean(losses, op.sub(1, compared.own)),
    },
  };
}
