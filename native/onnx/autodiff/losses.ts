import type { Tensor } from '../graph.ts';
import * as op from '../ops.ts';

/** The floor of PyTorch's binary cross-entropy under the logarithm of a probability. */
const logFloor = -100;

/**
 * Binary cross-entropy of each element with logits x and targets y in 0..1: max(x, 0) - x y + log(1 + e^-|x|), which
 * neither overflows nor cancels.
 */
export function binaryCrossEntropyWithLogits(x: Tensor, y: Tensor): Tensor {
  const tail = op.log(op.add(op.exp(op.neg(op.abs(x))), 1));
  return op.add(op.sub(op.relu(x), op.mul(x, y)), tail);
}

/**
 * Binary cross-entropy of each element with probabilities p: -(y log p + (1 - y) log(1 - p)), logarithms held at -100 as
 * in PyTorch.
 */
export function binaryCrossEntropy(p: Tensor, y: Tensor): Tensor {
  const log = (x: Tensor): Tensor => op.clip(op.log(x), { min: logFloor });
  return op.neg(op.add(op.mul(y, log(p)), op.mul(op.sub(1, y), log(op.sub(1, p)))));
}

/** The mean of x over the elements where `weight` (0..1, of a shape that broadcasts) is not zero; 0 where it all is. */
export function weightedMean(x: Tensor, weight: Tensor): Tensor {
  const total = op.reduceSum(op.expand(weight, x.shape), { keepDims: false });
  return op.div(op.reduceSum(op.mul(x, weight), { keepDims: false }), op.max(total, 1));
}
