import type { GraphBuilder, Tensor } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';

/** Channels that the runtime's convolutions handle together. */
const channelBlock = 4;

/** A checkpoint's tensors as weights of a graph, under their own names; each becomes part of it on its first use. */
export class NetworkWeights {
  readonly graph: GraphBuilder;
  readonly #weights: StateDict;
  readonly #taken = new Map<string, Tensor>();

  /** `weights` have been checked with `fitStateDict`: a tensor that is missing here is a defect of the program. */
  constructor(graph: GraphBuilder, weights: StateDict) {
    this.graph = graph;
    this.#weights = weights;
  }

  /** One tensor. */
  get(name: string): Tensor {
    const known = this.#taken.get(name);
    if (known !== undefined) return known;
    const { data, shape } = this.#stored(name);
    const tensor = this.graph.weight(name, data, shape);
    this.#taken.set(name, tensor);
    return tensor;
  }

  /**
   * The convolution `name` of x [N, C, H, W], with its bias where it has one. Channels are padded with zeros to a
   * multiple of four: others take the runtime's slow way on the CPU, and come out wrong on WebGPU (of ONNX Runtime 1.30).
   */
  conv(x: Tensor, name: string, options: op.ConvOptions = {}): Tensor {
    const bias = this.#weights.has(`${name}.bias`) ? this.get(`${name}.bias`) : null;
    const channels = x.shape[1]!;
    const spare = channels > channelBlock ? -channels & (channelBlock - 1) : 0;
    if (spare === 0) return op.conv(x, this.get(`${name}.weight`), bias, options);
    const padded = op.pad(x, { pads: [0, 0, 0, 0, 0, spare, 0, 0] });
    return op.conv(padded, this.#withSpareInputs(`${name}.weight`, spare), bias, options);
  }

  /** A convolution's weight [M, C, h, w] with zeros for `spare` more input channels. */
  #withSpareInputs(name: string, spare: number): Tensor {
    const known = this.#taken.get(name);
    if (known !== undefined) return known;
    const { data, shape } = this.#stored(name);
    const [outputs, inputs, height, width] = shape as [number, number, number, number];
    const wide = (inputs + spare) * height * width;
    const narrow = inputs * height * width;
    const padded = new Float32Array(outputs * wide);
    for (let i = 0; i < outputs; i++) padded.set(data.subarray(i * narrow, (i + 1) * narrow), i * wide);
    const tensor = this.graph.weight(name, padded, [outputs, inputs + spare, height, width]);
    this.#taken.set(name, tensor);
    return tensor;
  }

  /** The linear layer `name` of each row of x [N, C], with its bias where it has one. */
  linear(x: Tensor, name: string): Tensor {
    const bias = this.#weights.has(`${name}.bias`) ? this.get(`${name}.bias`) : null;
    return op.gemm(x, this.get(`${name}.weight`), bias, { transB: true });
  }

  /** Several linear layers without bias of the same rows x [N, C] as one product, their outputs side by side. */
  linears(x: Tensor, names: readonly string[]): Tensor {
    const matrices = names.map((name) => this.#stored(`${name}.weight`));
    const rows = matrices.reduce((sum, { shape }) => sum + shape[0]!, 0);
    const stacked = new Float32Array(rows * x.shape[1]!);
    let at = 0;
    for (const { data } of matrices) {
      stacked.set(data, at);
      at += data.length;
    }
    return op.gemm(x, this.graph.constant(stacked, [rows, x.shape[1]!]), null, { transB: true });
  }

  /** The layer normalisation `name` over the last axis. */
  layerNorm(x: Tensor, name: string): Tensor {
    return op.layerNormalization(x, this.get(`${name}.weight`), this.get(`${name}.bias`));
  }

  #stored(name: string) {
    return this.#weights.get(name)!;
  }
}
