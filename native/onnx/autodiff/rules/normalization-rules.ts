import type { Node, Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { operand, scalar } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

/** A tensor less its mean over some axes, over its standard deviation. */
interface Standardized {
  readonly value: Tensor;
  readonly perDeviation: Tensor;
  readonly axes: readonly number[];
}

function standardized(x: Tensor, axes: readonly number[], node: Node): Standardized {
  const centred = op.sub(x, op.reduceMean(x, { axes }));
  const variance = op.reduceMean(op.mul(centred, centred), { axes });
  const perDeviation = op.reciprocal(op.sqrt(op.add(variance, scalar(node, 'epsilon'))));
  return { value: op.mul(centred, perDeviation), perDeviation, axes };
}

/** x̂ = (x - mean) / deviation: dx = (g - mean(g) - x̂ mean(g x̂)) / deviation. */
function standardizedGradient(g: Tensor, { value, perDeviation, axes }: Standardized): Tensor {
  const along = op.mul(value, op.reduceMean(op.mul(g, value), { axes }));
  return op.mul(op.sub(op.sub(g, op.reduceMean(g, { axes })), along), perDeviation);
}

/** [C] as [C, 1, ...] beside x [N, C, ...]. */
const perChannel = (parameter: Tensor, x: Tensor): Tensor =>
  op.reshape(parameter, [x.shape[1]!, ...x.shape.slice(2).map(() => 1)]);

/** The sum over everything but the channels, [C]. */
const channelSum = (x: Tensor): Tensor =>
  op.reduceSum(x, { axes: x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis])), keepDims: false });

/** Rules of the normalisations that the runtime has; those in training mode are composed of simpler operators. */
export const normalizationRules: VjpRules = {
  LayerNormalization: (g, node) => {
    const [x, scale] = [operand(node, 0), operand(node, 1)];
    const hat = standardized(x, [x.shape.length - 1], node);
    return [standardizedGradient(op.mul(g, scale), hat), op.mul(g, hat.value), g];
  },
  InstanceNormalization: (g, node) => {
    const [x, scale] = [operand(node, 0), operand(node, 1)];
    const spatial = x.shape.slice(2).map((_, i) => 2 + i);
    const hat = standardized(x, spatial, node);
    const inner = standardizedGradient(op.mul(g, perChannel(scale, x)), hat);
    return [inner, channelSum(op.mul(g, hat.value)), channelSum(g)];
  },
};
