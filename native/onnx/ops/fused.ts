import { emitAll } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { operatorError, requireRank, sameType } from './shapes.ts';

/**
 * softmax(Q Kᵀ / √(D / heads)) V for each head, by ONNX Runtime's own operator: it never holds the whole matrix of
 * scores. Queries [B, N, D], keys and values [B, M, D], heads side by side in D; the result is [B, N, D]. It has no
 * gradient: compose attention from `matMul` and `softmax` where one is needed.
 */
export function multiHeadAttention(
  queries: Tensor,
  keys: Tensor,
  values: Tensor,
  { heads }: { readonly heads: number },
): Tensor {
  const op = 'MultiHeadAttention';
  const inputs = [queries, keys, values];
  sameType(op, inputs);
  for (const input of inputs) requireRank(op, input, 3);
  const fits =
    keys.shape.join() === values.shape.join() &&
    keys.shape[0] === queries.shape[0] &&
    keys.shape[2] === queries.shape[2];
  if (!fits || queries.shape[2]! % heads !== 0)
    throw operatorError(op, `the shapes do not go together (${heads} heads)`, inputs);
  return emitAll({
    op,
    domain: 'com.microsoft',
    inputs,
    outputs: [queries],
    attributes: { num_heads: heads },
  })[0]!;
}
