import { failedError } from '../../base/errors.ts';
import type { StateDict } from '../../weights/formats/state-dict.ts';
import { fitStateDict } from '../fit-state-dict.ts';

/** A GMFlow of one scale (Xu et al., CVPR 2022), as read from its checkpoint. */
export interface GmflowConfig {
  /** Channels of the encoder at 1/2, 1/4 and 1/8 of the resolution. */
  readonly encoder: readonly [number, number, number];
  /** Channels of the features that are matched. */
  readonly channels: number;
  /** Transformer layers; every second one has shifted windows. */
  readonly layers: number;
  /** Hidden channels of the transformer's feed-forward networks. */
  readonly hiddenChannels: number;
  /** Hidden channels of the network that weighs the convex upsampling. */
  readonly upsamplerChannels: number;
}

/** The encoder's reduction and so the factor of the convex upsampling. */
export const gmflowReduction = 8;

/**
 * Reads the configuration from the tensors' shapes and checks that every tensor is there and no other. Throws naming
 * the first tensor that does not fit.
 */
export function readGmflowConfig(weights: StateDict): GmflowConfig {
  const outputs = (name: string, rank: number): number => outputsOf(weights, name, rank);
  const config: GmflowConfig = {
    encoder: [
      outputs('backbone.conv1.weight', 4),
      outputs('backbone.layer2.0.conv1.weight', 4),
      outputs('backbone.layer3.0.conv1.weight', 4),
    ],
    channels: outputs('backbone.conv2.weight', 4),
    layers: layerCount(weights),
    hiddenChannels: outputs('transformer.layers.0.cross_attn_ffn.mlp.0.weight', 2),
    upsamplerChannels: outputs('upsampler.0.weight', 4),
  };
  if (config.channels % 4 !== 0) throw misfit(`4 does not divide its ${config.channels} channels`);
  const network = `GMFlow of one scale (${config.channels} channels, ${config.layers} layers)`;
  fitStateDict(network, gmflowShapes(config), weights);
  return config;
}

const misfit = (reason: string) => failedError(`The weights do not fit GMFlow: ${reason}.`);

function outputsOf(weights: StateDict, name: string, rank: number): number {
  const shape = weights.get(name)?.shape;
  if (shape === undefined) throw misfit(`'${name}' is missing`);
  if (shape.length !== rank || shape.includes(0)) throw misfit(`'${name}' is [${shape.join(', ')}]`);
  return shape[0]!;
}

function layerCount(weights: StateDict): number {
  const indices = [...weights.keys()].map((name) =>
    Number(/^transformer\.layers\.(\d+)\./.exec(name)?.[1] ?? -1),
  );
  return Math.max(...indices) + 1;
}

type NamedShape = readonly [string, readonly number[]];

const linear = (name: string, outputs: number, inputs: number): NamedShape[] => [
  [`${name}.weight`, [outputs, inputs]],
  [`${name}.bias`, [outputs]],
];

const conv = (name: string, outputs: number, inputs: number, kernel: number): NamedShape[] => [
  [`${name}.weight`, [outputs, inputs, kernel, kernel]],
  [`${name}.bias`, [outputs]],
];

const norm = (name: string, channels: number): NamedShape[] => [
  [`${name}.weight`, [channels]],
  [`${name}.bias`, [channels]],
];

/** The two residual blocks of one encoder stage; the first one changes the channels where they differ. */
const stage = (name: string, outputs: number, inputs: number, reduces: boolean): NamedShape[] => [
  [`${name}.0.conv1.weight`, [outputs, inputs, 3, 3]],
  [`${name}.0.conv2.weight`, [outputs, outputs, 3, 3]],
  ...(reduces ? conv(`${name}.0.downsample.0`, outputs, inputs, 1) : []),
  [`${name}.1.conv1.weight`, [outputs, outputs, 3, 3]],
  [`${name}.1.conv2.weight`, [outputs, outputs, 3, 3]],
];

const attention = (name: string, channels: number): NamedShape[] => [
  ...['q_proj', 'k_proj', 'v_proj', 'merge'].map((part): NamedShape => [
    `${name}.${part}.weight`,
    [channels, channels],
  ]),
  ...norm(`${name}.norm1`, channels),
];

const transformerLayer = (name: string, channels: number, hidden: number): NamedShape[] => [
  ...attention(`${name}.self_attn`, channels),
  ...attention(`${name}.cross_attn_ffn`, channels),
  [`${name}.cross_attn_ffn.mlp.0.weight`, [hidden, 2 * channels]],
  [`${name}.cross_attn_ffn.mlp.2.weight`, [channels, hidden]],
  ...norm(`${name}.cross_attn_ffn.norm2`, channels),
];

/** The name and shape of every tensor of such a network. */
export function gmflowShapes(config: GmflowConfig): ReadonlyMap<string, readonly number[]> {
  const { channels, layers, hiddenChannels, upsamplerChannels } = config;
  const [half, quarter, eighth] = config.encoder;
  return new Map<string, readonly number[]>([
    ['backbone.conv1.weight', [half, 3, 7, 7]],
    ...stage('backbone.layer1', half, half, false),
    ...stage('backbone.layer2', quarter, half, true),
    ...stage('backbone.layer3', eighth, quarter, true),
    ...conv('backbone.conv2', channels, eighth, 1),
    ...Array.from({ length: layers }, (_, i) =>
      transformerLayer(`transformer.layers.${i}`, channels, hiddenChannels),
    ).flat(),
    ...linear('feature_flow_attn.q_proj', channels, channels),
    ...linear('feature_flow_attn.k_proj', channels, channels),
    ...conv('upsampler.0', upsamplerChannels, channels + 2, 3),
    ...conv('upsampler.2', 9 * gmflowReduction ** 2, upsamplerChannels, 1),
  ]);
}
