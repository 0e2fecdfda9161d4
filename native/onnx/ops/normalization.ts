import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { add, div, mul, sqrt, sub } from './elementwise.ts';
import { reduceMean } from './reduce.ts';
import { reshape } from './shape.ts';
import { operatorError, resolveAxis } from './shapes.ts';

/** Softmax along an axis (the last unless said). */
export const softmax = (x: Tensor, { axis = -1 }: { readonly axis?: number } = {}): Tensor =>
  emit('Softmax', [x], x.dtype, x.shape, { axis: resolveAxis('Softmax', x, axis) });

/** Normalisation over the last axis of x [..., D] with scale and bias [D] (bias may be null). */
export function layerNormalization(
  x: Tensor,
  scale: Tensor,
  bias: Tensor | null,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): Tensor {
  const inputs = bias === null ? [x, scale] : [x, scale, bias];
  checkPerChannel('LayerNormalization', inputs, x.shape.at(-1));
  return emit('LayerNormalization', inputs, x.dtype, x.shape, { axis: x.shape.length - 1, epsilon });
}

/** Normalisation of each channel of each item of x [N, C, ...] over its spatial axes, scale and bias [C]. */
export function instanceNormalization(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): Tensor {
  checkPerChannel('InstanceNormalization', [x, scale, bias], x.shape[1]);
  return emit('InstanceNormalization', [x, scale, bias], x.dtype, x.shape, { epsilon });
}

/** Normalisation of groups of channels of x [N, C, ...], scale and bias [C]; composed of simpler operators. */
export function groupNormalization(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  { groups, epsilon = 1e-5 }: { readonly groups: number; readonly epsilon?: number },
): Tensor {
  const op = 'GroupNormalization';
  checkPerChannel(op, [x, scale, bias], x.shape[1]);
  if (x.shape[1]! % groups !== 0) throw operatorError(op, `${groups} groups do not divide the channels`, [x]);
  const grouped = reshape(x, [x.shape[0]!, groups, -1]);
  const normalized = reshape(standardize(grouped, [2], epsilon), x.shape);
  return scaleChannels(normalized, scale, bias);
}

/**
 * Batch normalisation with the batch's own statistics (training), composed of simpler operators so that it has
 * gradients; also the batch's mean and (biased) variance [C], from which running statistics are updated.
 */
export function batchNormalizationTraining(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): { readonly y: Tensor; readonly mean: Tensor; readonly variance: Tensor } {
  checkPerChannel('BatchNormalization', [x, scale, bias], x.shape[1]);
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const { centred, mean, variance } = moments(x, axes);
  const y = scaleChannels(div(centred, sqrt(add(variance, epsilon))), scale, bias);
  const channels = [x.shape[1]!];
  return { y, mean: reshape(mean, channels), variance: reshape(variance, channels) };
}

/** x less its mean, over the square root of its (biased) variance plus epsilon, over `axes`. */
export function standardize(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const { centred, variance } = moments(x, axes);
  return div(centred, sqrt(add(variance, epsilon)));
}

function moments(x: Tensor, axes: readonly number[]): { centred: Tensor; mean: Tensor; variance: Tensor } {
  const mean = reduceMean(x, { axes });
  const centred = sub(x, mean);
  return { centred, mean, variance: reduceMean(mul(centred, centred), { axes }) };
}

/** x [N, C, ...] times scale [C] plus bias [C]. */
function scaleChannels(x: Tensor, scale: Tensor, bias: Tensor): Tensor {
  const perChannel = [x.shape[1]!, ...x.shape.slice(2).map(() => 1)];
  return add(mul(x, reshape(scale, perChannel)), reshape(bias, perChannel));
}

function checkPerChannel(op: string, inputs: readonly Tensor[], channels: number | undefined): void {
  if (inputs.slice(1).some((input) => input.shape.length !== 1 || input.shape[0] !== channels))
    throw operatorError(op, `needs one parameter per channel (${channels ?? 'none'})`, inputs);
}
