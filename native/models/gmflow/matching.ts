import type { Tensor } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import type { NetworkWeights } from '../network-weights.ts';

/** Scores that are held at once; more queries than that allows are attended to in turns. */
const maxScores = 2 ** 22;

/**
 * Global matching: each token of `first` [P, N, C] is matched with the mean place of all tokens of `second` [P, N, C],
 * weighted by the softmax of their products. Yields the flow [P, N, 2] on a grid of `cols` columns, in tokens.
 */
export function globalMatching(first: Tensor, second: Tensor, cols: number): Tensor {
  const tokens = first.shape[1]!;
  const places = new Float32Array(tokens * 2);
  for (let i = 0; i < tokens; i++) places.set([i % cols, Math.floor(i / cols)], 2 * i);
  const grid = first.graph.constant(places, [1, tokens, 2]);
  return op.sub(attend(first, second, grid), grid);
}

/**
 * Propagates the flow [P, N, 2] to tokens with similar features [P, N, C], where matching may have found nothing. That
 * the keys are projections of the queries, not of the features, is the original's: its weights are trained so.
 */
export function propagateFlow(features: Tensor, flow: Tensor, weights: NetworkWeights): Tensor {
  const flat = op.reshape(features, [-1, features.shape[2]!]);
  const queries = weights.linear(flat, 'feature_flow_attn.q_proj');
  const keys = weights.linear(queries, 'feature_flow_attn.k_proj');
  return attend(op.reshape(queries, features.shape), op.reshape(keys, features.shape), flow);
}

/** softmax(Q Kᵀ / √C) V: queries [P, N, C], keys [P, M, C], values [P or 1, M, D] give [P, N, D]. */
function attend(queries: Tensor, keys: Tensor, values: Tensor): Tensor {
  const [pairs, tokens, channels] = queries.shape as [number, number, number];
  const scaled = op.mul(queries, 1 / Math.sqrt(channels));
  const columns = op.transpose(keys, [0, 2, 1]); // [P, C, M]
  const turns = Math.ceil((pairs * tokens * keys.shape[1]!) / maxScores);
  const length = Math.ceil(tokens / turns);
  const results: Tensor[] = [];
  for (let start = 0; start < tokens; start += length) {
    const some = op.slice(scaled, { axes: [1], starts: [start], ends: [Math.min(start + length, tokens)] });
    results.push(op.matMul(op.softmax(op.matMul(some, columns)), values));
  }
  return op.concat(results, { axis: 1 });
}
