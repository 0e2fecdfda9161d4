import { GraphBuilder } from '../../onnx/graph.ts';
import type { Tensor } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import { hasFusedAttention } from '../../onnx/session.ts';
import type { RasterSize } from '../../raster/types.ts';
import type { StateDict } from '../../weights/formats/state-dict.ts';
import { NetworkWeights } from '../network-weights.ts';
import { pictureBatch, splitBatch } from '../picture-pair.ts';
import type { FlowNetworkOptions } from '../picture-pair.ts';
import { gmflowReduction, readGmflowConfig } from './gmflow-config.ts';
import type { GmflowConfig } from './gmflow-config.ts';
import { encodePictures } from './encoder.ts';
import { globalMatching, propagateFlow } from './matching.ts';
import { matchableFeatures } from './transformer.ts';
import type { GmflowPlan } from './transformer.ts';
import { upsampleConvexly } from './upsampling.ts';
import { attentionSplits } from './windows.ts';

/** ImageNet's mean and standard deviation per channel, for pictures of 0..1. */
const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

/** Both sides of the padded pictures are multiples of this: windows of whole tokens. */
const paddingMultiple = gmflowReduction * attentionSplits;

/** A GMFlow's graph with what is known of it. */
export interface GmflowModel {
  readonly graph: GraphBuilder;
  readonly config: GmflowConfig;
}

/**
 * GMFlow as a graph: `first` [1, H, W, 3] and `seconds` [P, H, W, 3], uint8 RGB, to `flow` [P, 2, H, W], from the first
 * picture to each second one in pixels. The pictures' borders are repeated until 16 divides both sides, half on either
 * side, and cut off the flow, as in the original. Throws where the weights do not fit, naming the tensor.
 */
export function buildGmflow(weights: StateDict, options: FlowNetworkOptions): GmflowModel {
  const config = readGmflowConfig(weights);
  const graph = new GraphBuilder();
  const border = bordersOf(options.size);
  const pictures = op.pad(normalized(pictureBatch(graph, options)), {
    pads: [0, border.top, border.left, 0, 0, border.bottom, border.right, 0],
    mode: 'edge',
  });
  const plan = { ...config, fused: hasFusedAttention(options.provider ?? 'cpu') };
  const flow = gmflow(pictures, new NetworkWeights(graph, weights), plan);
  const { widthPx, heightPx } = options.size;
  const ends = [border.top + heightPx, border.left + widthPx];
  graph.output('flow', op.slice(flow, { axes: [2, 3], starts: [border.top, border.left], ends }));
  return { graph, config };
}

/** Pictures [N, H, W, 3] of 0..255 by ImageNet's mean and standard deviation. */
function normalized(pictures: Tensor): Tensor {
  const perChannel = (values: readonly number[]): Tensor => pictures.graph.constant(values, [1, 1, 1, 3]);
  return op.div(op.sub(op.div(pictures, 255), perChannel(mean)), perChannel(std));
}

/** What is added at each side. */
function bordersOf({ widthPx, heightPx }: RasterSize) {
  const missing = (side: number): number => (paddingMultiple - (side % paddingMultiple)) % paddingMultiple;
  const [width, height] = [missing(widthPx), missing(heightPx)];
  const [left, top] = [Math.floor(width / 2), Math.floor(height / 2)];
  return { left, top, right: width - left, bottom: height - top };
}

/** The network itself: normalised pictures [1 + P, H, W, 3] to the flow [P, 2, H, W]. */
function gmflow(pictures: Tensor, weights: NetworkWeights, plan: GmflowPlan): Tensor {
  const { first, seconds } = splitBatch(encodePictures(pictures, weights)); // [P, C, h, w]
  const [pairs, channels, rows, cols] = seconds.shape as [number, number, number, number];
  const batch = op.concat([op.expand(first, seconds.shape), seconds], { axis: 0 });
  const matchable = matchableFeatures(batch, weights, plan); // [2 P, h · w, C]
  const [source, target] = op.split(matchable, { axis: 0, sizes: [pairs, pairs] });
  const matched = globalMatching(source!, target!, cols);
  const propagated = propagateFlow(source!, matched, weights); // [P, h · w, 2]
  const toPlanes = (x: Tensor, count: number): Tensor =>
    op.reshape(op.transpose(x, [0, 2, 1]), [pairs, count, rows, cols]);
  return upsampleConvexly(toPlanes(propagated, 2), toPlanes(source!, channels), weights);
}
