import { usageError } from '../../base/errors.ts';
import { GraphBuilder } from '../../onnx/graph.ts';
import type { Tensor } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import { hasFusedAttention } from '../../onnx/session.ts';
import type { Provider } from '../../onnx/session.ts';
import type { RasterSize } from '../../raster/types.ts';
import type { StateDict } from '../../weights/formats/state-dict.ts';
import { readDinoConfig } from './dino-config.ts';
import type { DinoConfig } from './dino-config.ts';
import { resamplePositions } from './position-table.ts';

/** What a DINO encoder yields: the tokens after the final norm, or one of the last block's three projections. */
export const dinoOutputs = ['tokens', 'keys', 'queries', 'values'] as const;
/** One of `dinoOutputs`. */
export type DinoOutput = (typeof dinoOutputs)[number];

/** What encoder to build. */
export interface DinoOptions {
  /** The input's size; both sides are multiples of the patch. */
  readonly size: RasterSize;
  /** Pictures per run; 1 unless said. */
  readonly batch?: number;
  /** What the graph yields, all unless said; what is not asked for is not computed. */
  readonly outputs?: readonly DinoOutput[];
  /** On what the graph will run; `cpu` unless said. */
  readonly provider?: Provider;
  /** Attention heads, where the dimension does not tell (see `readDinoConfig`). */
  readonly heads?: number;
}

/** An encoder's graph with what is known of it. */
export interface DinoModel {
  readonly graph: GraphBuilder;
  readonly config: DinoConfig;
  /** The patch grid: the outputs have rows · cols + 1 rows, the class token first. */
  readonly rows: number;
  readonly cols: number;
}

/** ImageNet's mean and standard deviation per channel, for inputs in 0..1: what DINO was trained with. */
export const dinoNormalization = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;

const layerNormEpsilon = 1e-6;

/**
 * The encoder as a graph: `image` [B, 3, H, W], normalised by `dinoNormalization`, to the outputs [B, N + 1, D] under
 * their names, class token first. Throws where the weights do not fit (naming the tensor) or the patch does not divide
 * the size.
 */
export function buildDino(weights: StateDict, options: DinoOptions): DinoModel {
  const config = readDinoConfig(weights, options.heads);
  const graph = new GraphBuilder();
  const { widthPx, heightPx } = options.size;
  const image = graph.input('image', [options.batch ?? 1, 3, heightPx, widthPx]);
  const fused = hasFusedAttention(options.provider ?? 'cpu');
  const features = dinoFeatures(image, weights, { ...config, fused }, options.outputs ?? dinoOutputs);
  for (const [name, tensor] of features) graph.output(name, tensor);
  return { graph, config, rows: heightPx / config.patchPx, cols: widthPx / config.patchPx };
}

/** A configuration, and whether its attention is the runtime's own operator (see `op.attention`). */
export interface DinoPlan extends DinoConfig {
  readonly fused: boolean;
}

/** Appends the encoder to the graph of `image` [B, 3, H, W]; yields the outputs [B, N + 1, D] that were asked for. */
export function dinoFeatures(
  image: Tensor,
  weights: StateDict,
  config: DinoPlan,
  outputs: readonly DinoOutput[],
): ReadonlyMap<DinoOutput, Tensor> {
  const network = new DinoNetwork(image.graph, weights, config);
  const found = new Map<DinoOutput, Tensor>();
  let tokens = network.embed(image); // [B, N + 1, D]
  for (let i = 0; i < config.depth - 1; i++) tokens = network.block(tokens, i);
  const last = network.projections(tokens, config.depth - 1);
  for (const name of outputs) if (name !== 'tokens') found.set(name, last[name]);
  if (outputs.includes('tokens')) {
    const after = network.finishBlock(tokens, last, config.depth - 1);
    found.set('tokens', network.norm(after, 'norm'));
  }
  return found;
}

interface Projections {
  readonly queries: Tensor;
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** The parts of the network over one set of weights, named as in the checkpoint. */
class DinoNetwork {
  readonly #graph: GraphBuilder;
  readonly #weights: StateDict;
  readonly #config: DinoPlan;

  constructor(graph: GraphBuilder, weights: StateDict, config: DinoPlan) {
    this.#graph = graph;
    this.#weights = weights;
    this.#config = config;
  }

  /** Patches of the image, linearly embedded, behind the class token, plus the positional table. */
  embed(image: Tensor): Tensor {
    const { patchPx, dim } = this.#config;
    const [batch, , height, width] = image.shape as [number, number, number, number];
    const [rows, cols] = [height / patchPx, width / patchPx];
    if (!Number.isInteger(rows) || !Number.isInteger(cols))
      throw usageError(`The size ${height}x${width} is not divided by the patch of ${patchPx} pixels.`);
    const kernel = this.#weight('patch_embed.proj.weight');
    const patches = op.conv(image, kernel, this.#weight('patch_embed.proj.bias'), { stride: patchPx });
    const sequence = op.transpose(op.reshape(patches, [batch, dim, rows * cols]), [0, 2, 1]); // [B, N, D]
    const { classRow, table } = this.#positions(rows, cols);
    const first = op.expand(classRow, [batch, 1, dim]);
    return op.concat([first, op.add(sequence, table)], { axis: 1 });
  }

  /** The class token with its position [1, 1, D], and the patches' positions [1, N, D]. */
  #positions(rows: number, cols: number): { classRow: Tensor; table: Tensor } {
    const { dim, tableSide } = this.#config;
    const stored = this.#data('pos_embed');
    const token = this.#data('cls_token').map((value, i) => value + stored[i]!);
    const positions = resamplePositions(stored.subarray(dim), tableSide, dim, rows, cols);
    return {
      classRow: this.#graph.constant(token, [1, 1, dim]),
      table: this.#graph.constant(positions, [1, rows * cols, dim]),
    };
  }

  /** x + attention(norm(x)), then x + mlp(norm(x)). */
  block(x: Tensor, index: number): Tensor {
    return this.finishBlock(x, this.projections(x, index), index);
  }

  /** A block's queries, keys and values [B, N + 1, D], heads side by side. */
  projections(x: Tensor, index: number): Projections {
    const { dim } = this.#config;
    const normed = this.norm(x, `blocks.${index}.norm1`);
    const part = (which: number): Tensor => {
      const name = `blocks.${index}.attn.qkv`;
      const rows = [which * dim, (which + 1) * dim] as const;
      const weight = this.#data(`${name}.weight`).subarray(rows[0] * dim, rows[1] * dim);
      const bias = this.#config.qkvBias ? this.#data(`${name}.bias`).subarray(...rows) : null;
      return this.#linear(
        normed,
        this.#graph.constant(weight, [dim, dim]),
        bias === null ? null : this.#graph.constant(bias, [dim]),
      );
    };
    return { queries: part(0), keys: part(1), values: part(2) };
  }

  /** The rest of a block, after its projections. */
  finishBlock(x: Tensor, { queries, keys, values }: Projections, index: number): Tensor {
    const name = `blocks.${index}`;
    const attended = op.attention(queries, keys, values, this.#config);
    const mixed = op.add(x, this.#layer(attended, `${name}.attn.proj`));
    const hidden = op.gelu(this.#layer(this.norm(mixed, `${name}.norm2`), `${name}.mlp.fc1`));
    return op.add(mixed, this.#layer(hidden, `${name}.mlp.fc2`));
  }

  /** Layer normalisation over the last axis. */
  norm(x: Tensor, name: string): Tensor {
    const [scale, bias] = [this.#weight(`${name}.weight`), this.#weight(`${name}.bias`)];
    return op.layerNormalization(x, scale, bias, { epsilon: layerNormEpsilon });
  }

  #layer(x: Tensor, name: string): Tensor {
    return this.#linear(x, this.#weight(`${name}.weight`), this.#weight(`${name}.bias`));
  }

  /** x [B, N, K] · weightᵀ [M, K] + bias [M]; as one matrix product, whose weights the runtime packs once. */
  #linear(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
    const [batch, tokens, inputs] = x.shape as [number, number, number];
    const rows = op.reshape(x, [batch * tokens, inputs]);
    const product = op.gemm(rows, weight, bias, { transB: true });
    return op.reshape(product, [batch, tokens, weight.shape[0]!]);
  }

  #data(name: string): Float32Array {
    return this.#weights.get(name)!.data;
  }

  #weight(name: string): Tensor {
    const { data, shape } = this.#weights.get(name)!;
    return this.#graph.weight(name, data, shape);
  }
}
