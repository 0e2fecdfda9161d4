import { GraphBuilder } from '../../onnx/graph.ts';
import type { Tensor } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import type { RasterSize } from '../../raster/types.ts';
import type { StateDict } from '../../weights/formats/state-dict.ts';
import { NetworkWeights } from '../network-weights.ts';
import { pictureBatch, splitBatch } from '../picture-pair.ts';
import type { FlowNetworkOptions } from '../picture-pair.ts';
import { readPwcLiteConfig } from './pwclite-config.ts';
import type { PwcLiteConfig } from './pwclite-config.ts';
import { costVolume } from './cost-volume.ts';
import { resizeFlow, resizeLinear, sampleAlongFlow } from './sampling.ts';

const leakySlope = 0.1;
const contextDilations = [1, 2, 4, 8, 16, 1, 1];

/** A PWC-Lite's graph with what is known of it. */
export interface PwcLiteModel {
  readonly graph: GraphBuilder;
  readonly config: PwcLiteConfig;
}

/**
 * PWC-Lite as a graph: `first` [1, H, W, 3] and `seconds` [P, H, W, 3], uint8 RGB, to `flow` [P, 2, H, W], from the
 * first picture to each second one in pixels. Pictures whose sides the pyramid does not divide (by 64 with six levels)
 * are resized to the nearest ones that it does, and the flow is resized and rescaled back, as in the authors' inference
 * script. Throws where the weights do not fit, naming the tensor.
 */
export function buildPwcLite(weights: StateDict, options: FlowNetworkOptions): PwcLiteModel {
  const config = readPwcLiteConfig(weights);
  const graph = new GraphBuilder();
  const pictures = op.div(op.transpose(pictureBatch(graph, options), [0, 3, 1, 2]), 255);
  const levels = pwcLiteFlows(resizeLinear(pictures, dividedSize(options.size, config)), weights, config);
  graph.output('flow', resizeFlow(levels.at(-1)!, options.size));
  return { graph, config };
}

/** The nearest size of which the pyramid's coarsest level has whole pixels. */
function dividedSize({ widthPx, heightPx }: RasterSize, config: PwcLiteConfig): RasterSize {
  const step = 2 ** config.pyramid.length;
  const nearest = (side: number): number => Math.max(1, Math.round(side / step)) * step;
  return { widthPx: nearest(widthPx), heightPx: nearest(heightPx) };
}

/**
 * Appends the network to the graph of `pictures` [1 + P, 3, H, W] (0..1, the first one first): the flow to the P others
 * after each level, coarsest first, upsampled to the last level's output [P, 2, H, W] and its coarser kin.
 */
export function pwcLiteFlows(pictures: Tensor, weights: StateDict, config: PwcLiteConfig): readonly Tensor[] {
  const network = new PwcLiteNetwork(new NetworkWeights(pictures.graph, weights), config);
  const flows: Tensor[] = [];
  for (const [level, features] of network.pyramid(pictures).slice(0, config.flowLevels).entries())
    flows.push(network.refine(features, flows.at(-1) ?? null, level));
  const finest = 2 ** (config.pyramid.length - config.flowLevels + 1);
  return flows.map((flow) => upsampleFlow(flow, finest));
}

/** A flow at `factor` times the size, in that size's pixels; corners stay corners. */
function upsampleFlow(flow: Tensor, factor: number): Tensor {
  const [heightPx, widthPx] = [flow.shape[2]! * factor, flow.shape[3]! * factor];
  return resizeLinear(op.mul(flow, factor), { heightPx, widthPx }, 'align_corners');
}

/** The parts of the network over one set of weights, named as in the checkpoint. */
class PwcLiteNetwork {
  readonly #weights: NetworkWeights;
  readonly #config: PwcLiteConfig;

  constructor(weights: NetworkWeights, config: PwcLiteConfig) {
    this.#weights = weights;
    this.#config = config;
  }

  /** Features of all pictures [1 + P, C, h, w], the coarsest level first. */
  pyramid(pictures: Tensor): Tensor[] {
    let x = pictures;
    const levels = this.#config.pyramid.map((_, i) => {
      const name = `feature_pyramid_extractor.convs.${i}`;
      x = this.#convLeaky(this.#convLeaky(x, `${name}.0`, { stride: 2 }), `${name}.1`);
      return x;
    });
    return levels.reverse();
  }

  /** The flow at one level [P, 2, h, w] from its features and the next coarser level's flow (null: none, zero). */
  refine(features: Tensor, coarser: Tensor | null, level: number): Tensor {
    const { first, seconds } = splitBatch(features);
    const pairs = seconds.shape[0]!;
    const initial =
      coarser === null
        ? op.full(features.graph, [pairs, 2, ...seconds.shape.slice(2)], 0)
        : upsampleFlow(coarser, 2);
    const warped = coarser === null ? seconds : sampleAlongFlow(seconds, initial);
    const costs = op.leakyRelu(costVolume(first, warped, this.#config.searchRange), { alpha: leakySlope });
    const reduced = this.#convLeaky(first, `conv_1x1.${level}`, { padding: 0 });
    const shared = op.expand(reduced, [pairs, ...reduced.shape.slice(1)]);
    const { hidden, change } = this.#estimate(op.concat([costs, shared, initial], { axis: 1 }));
    const estimated = op.add(initial, change);
    return op.add(estimated, this.#context(op.concat([hidden, estimated], { axis: 1 })));
  }

  /** The estimator: each convolution reads the outputs of the two before it. */
  #estimate(x: Tensor): { hidden: Tensor; change: Tensor } {
    const outputs: Tensor[] = [];
    const recent = (): Tensor =>
      outputs.length < 2 ? (outputs[0] ?? x) : op.concat(outputs.slice(-2), { axis: 1 });
    for (let i = 1; i <= this.#config.estimator.length; i++)
      outputs.push(this.#convLeaky(recent(), `flow_estimators.conv${i}`));
    return { hidden: outputs.at(-1)!, change: this.#conv(recent(), 'flow_estimators.predict_flow') };
  }

  /** The context network: convolutions with growing dilation; yields a correction of the flow. */
  #context(x: Tensor): Tensor {
    let y = x;
    const last = this.#config.context.length;
    for (let i = 0; i < last; i++)
      y = this.#convLeaky(y, `context_networks.convs.${i}`, dilated(contextDilations[i]!));
    return this.#conv(y, `context_networks.convs.${last}`, dilated(contextDilations[last]!));
  }

  #convLeaky(x: Tensor, name: string, options: op.ConvOptions = {}): Tensor {
    return op.leakyRelu(this.#conv(x, name, options), { alpha: leakySlope });
  }

  #conv(x: Tensor, name: string, options: op.ConvOptions = {}): Tensor {
    return this.#weights.conv(x, `${name}.0`, { padding: 1, ...options });
  }
}

const dilated = (dilation: number): op.ConvOptions => ({ dilation, padding: dilation });
