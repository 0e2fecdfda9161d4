import type { Tensor } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import type { NetworkWeights } from '../network-weights.ts';
import type { GmflowConfig } from './gmflow-config.ts';
import { positionTable } from './positions.ts';
import { attentionSplits, regionCodeLength, regionCodes, reordering, windowOrder } from './windows.ts';
import type { TokenGrid } from './windows.ts';

/** A configuration, and whether its attention is the runtime's own operator (see `op.attention`). */
export interface GmflowPlan extends GmflowConfig {
  readonly fused: boolean;
}

/** What the original adds to the scores of tokens that only the rolled windows bring together. */
const maskedScore = -100;

/**
 * GMFlow's transformer: features of two lists of P pictures, one after the other in the batch [2 P, C, H, W], become
 * features [2 P, H · W, C] that know their counterpart in the other list. H and W are even.
 *
 * All but attention treats tokens one by one, so they lie window after window; between layers they are reordered once.
 */
export function matchableFeatures(features: Tensor, weights: NetworkWeights, plan: GmflowPlan): Tensor {
  const [batch, channels, rows, cols] = features.shape as [number, number, number, number];
  const grid = { rows, cols };
  const table = positionTable(rows, cols, channels, attentionSplits);
  const positions = features.graph.constant(table, [1, rows * cols, channels]);
  const sequence = op.transpose(op.reshape(features, [batch, channels, rows * cols]), [0, 2, 1]);
  let tokens = op.add(sequence, positions); // [2 P, H · W, C]
  let order: Int32Array = Int32Array.from({ length: rows * cols }, (_, i) => i);
  const rowByRow = order;
  const reorder = (next: Int32Array): void => {
    tokens = op.gather(tokens, features.graph.constant(reordering(order, next), [rows * cols]), { axis: 1 });
    order = next;
  };
  for (let i = 0; i < plan.layers; i++) {
    const shifted = i % 2 === 1;
    reorder(windowOrder(grid, shifted));
    const layer = new TransformerLayer(`transformer.layers.${i}`, weights, plan, shifted ? grid : null);
    tokens = layer.apply(tokens);
  }
  reorder(rowByRow);
  return tokens;
}

/** One layer; `shiftedGrid` is the feature map where its windows are shifted, else null. */
class TransformerLayer {
  readonly #name: string;
  readonly #weights: NetworkWeights;
  readonly #plan: GmflowPlan;
  readonly #shiftedGrid: TokenGrid | null;

  constructor(name: string, weights: NetworkWeights, plan: GmflowPlan, shiftedGrid: TokenGrid | null) {
    this.#name = name;
    this.#weights = weights;
    this.#plan = plan;
    this.#shiftedGrid = shiftedGrid;
  }

  /** Attention to the own picture, then to the other one as it came into the layer, then a feed-forward network. */
  apply(tokens: Tensor): Tensor {
    const [own, cross] = [`${this.#name}.self_attn`, `${this.#name}.cross_attn_ffn`];
    const input = this.#flat(tokens); // [2 P · H · W, C]
    const names = ['q_proj', 'k_proj', 'v_proj'].map((part) => `${own}.${part}`);
    const [q, k, v, otherK, otherV] = this.#projections(input, [
      ...names,
      `${cross}.k_proj`,
      `${cross}.v_proj`,
    ]);
    const source = op.add(input, this.#attended(tokens, [q!, k!, v!], own));

    const others = [otherK!, otherV!].map(otherPictures);
    const queries = this.#weights.linear(source, `${cross}.q_proj`);
    const message = this.#attended(tokens, [queries, others[0]!, others[1]!], cross);
    return op.reshape(op.add(source, this.#feedForward(source, message, cross)), tokens.shape);
  }

  #projections(input: Tensor, names: readonly string[]): readonly Tensor[] {
    const sizes = names.map(() => this.#plan.channels);
    return op.split(this.#weights.linears(input, names), { axis: 1, sizes });
  }

  #flat(tokens: Tensor): Tensor {
    return op.reshape(tokens, [-1, this.#plan.channels]);
  }

  /** What attention in windows brings to each token: queries, keys, values [2 P · H · W, C] give the same. */
  #attended(tokens: Tensor, parts: readonly [Tensor, Tensor, Tensor], name: string): Tensor {
    const { channels, fused } = this.#plan;
    const [batch, count] = tokens.shape as [number, number];
    const windows = batch * attentionSplits ** 2;
    const [queries, keys, values] = parts.map((x) => op.reshape(x, [windows, -1, channels]));
    const options = { heads: 1, fused };
    const attended =
      this.#shiftedGrid === null
        ? op.attention(queries!, keys!, values!, options)
        : attendWithinRegions([queries!, keys!, values!], batch, this.#shiftedGrid, options);
    const merged = this.#weights.linear(op.reshape(attended, [batch * count, channels]), `${name}.merge`);
    return this.#weights.layerNorm(merged, `${name}.norm1`);
  }

  #feedForward(source: Tensor, message: Tensor, name: string): Tensor {
    const both = op.concat([source, message], { axis: 1 });
    const hidden = op.gelu(this.#weights.linear(both, `${name}.mlp.0`));
    return this.#weights.layerNorm(this.#weights.linear(hidden, `${name}.mlp.2`), `${name}.norm2`);
  }
}

/** The batch [2 P, ...] with its halves swapped: each first picture's place holds its second one, and vice versa. */
function otherPictures(x: Tensor): Tensor {
  const half = x.shape[0]! / 2;
  const [firsts, seconds] = op.split(x, { axis: 0, sizes: [half, half] });
  return op.concat([seconds!, firsts!], { axis: 0 });
}

/**
 * Attention in shifted windows. The original adds -100 to the scores between tokens that are no neighbours in the
 * picture; here their region codes, as four more channels, add 100 to all others, which softmax takes for the same. So
 * the runtime's attention, which takes no mask without holding all scores, can be used.
 */
function attendWithinRegions(
  [queries, keys, values]: readonly [Tensor, Tensor, Tensor],
  batch: number,
  grid: TokenGrid,
  options: op.AttentionOptions,
): Tensor {
  const [windows, tokens, channels] = queries.shape as [number, number, number];
  const codes = queries.graph.constant(regionCodes(grid), [windows / batch, tokens, regionCodeLength]);
  const all = op.tile(codes, [batch, 1, 1]);
  const width = channels + regionCodeLength;
  // `op.attention` divides by √width, where the original divides by √channels.
  const scaled = op.mul(queries, Math.sqrt(width / channels));
  const weighed = op.mul(all, (-maskedScore / regionCodeLength) * Math.sqrt(width));
  const coded = (x: Tensor, code: Tensor): Tensor => op.concat([x, code], { axis: 2 });
  const attended = op.attention(coded(scaled, weighed), coded(keys, all), coded(values, all), options);
  return op.slice(attended, { axes: [2], starts: [0], ends: [channels] });
}
