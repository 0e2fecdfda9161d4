import { failedError } from '../../base/errors.ts';
import type { StateDict } from '../../weights/formats/state-dict.ts';
import { fitStateDict } from '../fit-state-dict.ts';

/** A PWC-Lite of ARFlow (Liu et al., CVPR 2020) for two frames with the `reduce_dense` estimator. */
export interface PwcLiteConfig {
  /** Channels of the feature pyramid from half the resolution downwards; each level halves the one before. */
  readonly pyramid: readonly number[];
  /** On how many levels flow is estimated, from the coarsest. */
  readonly flowLevels: number;
  /** Channels to which each level's features are reduced before the estimator. */
  readonly reducedChannels: number;
  /** The largest displacement of the cost volume, in pixels of its level. */
  readonly searchRange: number;
  /** Output channels of the estimator's convolutions before the last, which yields the flow. */
  readonly estimator: readonly number[];
  /** Output channels of the context network's convolutions before the last. */
  readonly context: readonly number[];
}

/** The estimator has five convolutions, each but the first two reading the two before it; the context network six. */
const estimatorConvs = 5;
const contextConvs = 6;

/**
 * Reads the configuration from the tensors' shapes and checks that every tensor is there and no other. Throws naming
 * the first tensor that does not fit.
 */
export function readPwcLiteConfig(weights: StateDict): PwcLiteConfig {
  const outputs = (name: string): number => convShape(weights, name)[0];
  const pyramid = numbered(weights, (i) => `feature_pyramid_extractor.convs.${i}.1.0.weight`).map(outputs);
  const reduced = numbered(weights, (i) => `conv_1x1.${i}.0.weight`).map(outputs);
  const reducedChannels = outputs('conv_1x1.0.0.weight');
  const config: PwcLiteConfig = {
    pyramid,
    flowLevels: reduced.length,
    reducedChannels,
    searchRange: searchRangeOf(convShape(weights, 'flow_estimators.conv1.0.weight')[1] - reducedChannels - 2),
    estimator: range(estimatorConvs).map((i) => outputs(`flow_estimators.conv${i + 1}.0.weight`)),
    context: range(contextConvs).map((i) => outputs(`context_networks.convs.${i}.0.weight`)),
  };
  if (pyramid.length < reduced.length)
    throw misfit(`it has ${pyramid.length} pyramid levels, and 'conv_1x1' has ${reduced.length}`);
  fitStateDict(`PWC-Lite (${pyramid.length} levels, 2 frames)`, pwcLiteShapes(config), weights);
  return config;
}

const misfit = (reason: string) => failedError(`The weights do not fit a PWC-Lite of ARFlow: ${reason}.`);

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The names of a numbered list of tensors, as far as it goes without a gap. */
function numbered(weights: StateDict, name: (index: number) => string): string[] {
  const names: string[] = [];
  while (weights.has(name(names.length))) names.push(name(names.length));
  return names;
}

function convShape(weights: StateDict, name: string): readonly [number, number] {
  const shape = weights.get(name)?.shape;
  if (shape === undefined) throw misfit(`'${name}' is missing`);
  if (shape.length !== 4 || shape.includes(0)) throw misfit(`'${name}' is [${shape.join(', ')}]`);
  return [shape[0]!, shape[1]!];
}

/** The search range r of (2 r + 1)² costs. Networks for three frames have two cost volumes: no such number. */
function searchRangeOf(costs: number): number {
  const searchRange = (Math.sqrt(costs) - 1) / 2;
  if (!Number.isInteger(searchRange) || searchRange < 1)
    throw misfit(`'flow_estimators.conv1.0.weight' is not that of two frames (${costs} costs are no square)`);
  return searchRange;
}

type NamedShape = readonly [string, readonly number[]];

const convShapes = (name: string, outputs: number, inputs: number, kernel = 3): NamedShape[] => [
  [`${name}.0.weight`, [outputs, inputs, kernel, kernel]],
  [`${name}.0.bias`, [outputs]],
];

/** The name and shape of every tensor of such a network. */
export function pwcLiteShapes(config: PwcLiteConfig): ReadonlyMap<string, readonly number[]> {
  const { pyramid, flowLevels, reducedChannels, searchRange, estimator, context } = config;
  const levels = pyramid.flatMap((channels, i) => [
    ...convShapes(`feature_pyramid_extractor.convs.${i}.0`, channels, pyramid[i - 1] ?? 3),
    ...convShapes(`feature_pyramid_extractor.convs.${i}.1`, channels, channels),
  ]);
  const reductions = range(flowLevels).flatMap((i) =>
    convShapes(`conv_1x1.${i}`, reducedChannels, pyramid[pyramid.length - 1 - i]!, 1),
  );
  const estimatorInput = reducedChannels + (2 * searchRange + 1) ** 2 + 2;
  const contextOutputs = [...context, 2];
  return new Map<string, readonly number[]>([
    ...levels,
    ...estimator.flatMap((outputs, i) =>
      convShapes(`flow_estimators.conv${i + 1}`, outputs, twoBefore(estimator, i) || estimatorInput),
    ),
    ...convShapes('flow_estimators.predict_flow', 2, twoBefore(estimator, estimator.length)),
    ...contextOutputs.flatMap((outputs, i) =>
      convShapes(`context_networks.convs.${i}`, outputs, contextOutputs[i - 1] ?? estimator.at(-1)! + 2),
    ),
    ...reductions,
  ]);
}

/** The channels of the (up to) two convolutions before number `i`: 0 for the first. */
const twoBefore = (channels: readonly number[], i: number): number =>
  (channels[i - 1] ?? 0) + (channels[i - 2] ?? 0);
