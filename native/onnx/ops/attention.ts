import { emitAll } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { mul } from './elementwise.ts';
import { matMul } from './linear.ts';
import { softmax } from './normalization.ts';
import { reshape, transpose } from './shape.ts';
import { operatorError, requireRank, sameType } from './shapes.ts';

/** How attention is computed. */
export interface AttentionOptions {
  readonly heads: number;
  /**
   * By ONNX Runtime's own operator, which never holds the whole matrix of scores: a sixth less time and hundreds of
   * megabytes less for 2,000 tokens on the CPU; but without a gradient, and wrong on WebGPU (`hasFusedAttention`).
   * Composed of simpler operators unless said.
   */
  readonly fused?: boolean;
}

/**
 * softmax(Q Kᵀ / √(D / heads)) V for each head. Queries [B, N, D], keys and values [B, M, D], heads side by side in D;
 * the result is [B, N, D].
 */
export function attention(queries: Tensor, keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
  const inputs = [queries, keys, values];
  const { heads } = options;
  checkAttention(inputs, heads);
  if (options.fused !== true) return composedAttention(queries, keys, values, heads);
  const attributes = { num_heads: heads };
  return emitAll({
    op: 'MultiHeadAttention',
    domain: 'com.microsoft',
    inputs,
    outputs: [queries],
    attributes,
  })[0]!;
}

function composedAttention(queries: Tensor, keys: Tensor, values: Tensor, heads: number): Tensor {
  const [batch, length, dim] = queries.shape as [number, number, number];
  const split = (x: Tensor, order: readonly number[]): Tensor =>
    transpose(reshape(x, [batch, x.shape[1]!, heads, dim / heads]), order);
  const scaled = mul(split(queries, [0, 2, 1, 3]), 1 / Math.sqrt(dim / heads)); // [B, heads, N, D / heads]
  const scores = softmax(matMul(scaled, split(keys, [0, 2, 3, 1]))); // [B, heads, N, M]
  const mixed = matMul(scores, split(values, [0, 2, 1, 3])); // [B, heads, N, D / heads]
  return reshape(transpose(mixed, [0, 2, 1, 3]), [batch, length, dim]);
}

function checkAttention(inputs: readonly Tensor[], heads: number): void {
  const op = 'MultiHeadAttention';
  const [queries, keys, values] = inputs as [Tensor, Tensor, Tensor];
  sameType(op, inputs);
  for (const input of inputs) requireRank(op, input, 3);
  const fits =
    keys.shape.join() === values.shape.join() &&
    keys.shape[0] === queries.shape[0] &&
    keys.shape[2] === queries.shape[2];
  if (!fits || queries.shape[2]! % heads !== 0)
    throw operatorError(op, `the shapes do not go together (${heads} heads)`, inputs);
}
