import { failedError } from '../../base/errors.ts';
import type { ModelEntry } from './registry.ts';
import type { StateDict } from '../formats/state-dict.ts';

/** A network family and its configuration, as far as the tensors' shapes tell it. */
export interface RecognisedNetwork {
  readonly family: ModelEntry['family'];
  readonly structure: Readonly<Record<string, number>>;
}

/** One family: the tensor that marks it, its configuration, and every tensor's name that such a network needs. */
interface Family {
  readonly family: ModelEntry['family'];
  readonly title: string;
  readonly mark: string;
  structure(weights: StateDict): Record<string, number>;
  names(structure: Readonly<Record<string, number>>): string[];
}

const side = (weights: StateDict, name: string, axis: number) => weights.get(name)?.shape[axis] ?? 0;

/** How many numbered parts there are: the count of names that `pattern` matches. */
const countOf = (weights: StateDict, pattern: RegExp) =>
  [...weights.keys()].filter((name) => pattern.test(name)).length;

const range = (count = 0) => Array.from({ length: count }, (_, i) => i);

const withBias = (names: readonly string[]) => names.flatMap((name) => [`${name}.weight`, `${name}.bias`]);

const vitBlock = ['norm1', 'attn.qkv', 'attn.proj', 'norm2', 'mlp.fc1', 'mlp.fc2'];

const dino: Family = {
  family: 'dino',
  title: 'a DINO vision transformer',
  mark: 'patch_embed.proj.weight',
  structure: (weights) => ({
    patchPx: side(weights, 'patch_embed.proj.weight', 3),
    dim: side(weights, 'patch_embed.proj.weight', 0),
    depth: countOf(weights, /^blocks\.\d+\.norm1\.weight$/),
  }),
  names: ({ depth }) => [
    'cls_token',
    'pos_embed',
    ...withBias(['patch_embed.proj', 'norm']),
    ...range(depth).flatMap((i) => withBias(vitBlock.map((part) => `blocks.${i}.${part}`))),
  ],
};

const arflow: Family = {
  family: 'arflow',
  title: 'a PWC-Lite of ARFlow',
  mark: 'feature_pyramid_extractor.convs.0.0.0.weight',
  structure: (weights) => {
    const levels = countOf(weights, /^feature_pyramid_extractor\.convs\.\d+\.0\.0\.weight$/);
    return {
      finestChannels: side(weights, 'feature_pyramid_extractor.convs.0.0.0.weight', 0),
      coarsestChannels: side(weights, `feature_pyramid_extractor.convs.${levels - 1}.1.0.weight`, 0),
      levels,
    };
  },
  names: ({ levels = 0 }) =>
    withBias([
      ...range(levels).flatMap((i) => range(2).map((j) => `feature_pyramid_extractor.convs.${i}.${j}.0`)),
      ...['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'predict_flow'].map(
        (part) => `flow_estimators.${part}.0`,
      ),
      ...range(7).map((i) => `context_networks.convs.${i}.0`),
      ...range(levels - 1).map((i) => `conv_1x1.${i}.0`),
    ]),
};

const attention = [
  'q_proj.weight',
  'k_proj.weight',
  'v_proj.weight',
  'merge.weight',
  'norm1.weight',
  'norm1.bias',
];
const feedForward = ['mlp.0.weight', 'mlp.2.weight', 'norm2.weight', 'norm2.bias'];

const gmflow: Family = {
  family: 'gmflow',
  title: 'a GMFlow network',
  mark: 'transformer.layers.0.self_attn.q_proj.weight',
  structure: (weights) => ({
    channels: side(weights, 'feature_flow_attn.q_proj.weight', 0),
    layers: countOf(weights, /^transformer\.layers\.\d+\.self_attn\.q_proj\.weight$/),
    // Convex upsampling: nine weights for each of factor × factor fine pixels.
    upsampleFactor: Math.round(Math.sqrt(side(weights, 'upsampler.2.weight', 0) / 9)),
  }),
  names: ({ layers }) => [
    'backbone.conv1.weight',
    ...withBias([
      'backbone.conv2',
      'feature_flow_attn.q_proj',
      'feature_flow_attn.k_proj',
      'upsampler.0',
      'upsampler.2',
    ]),
    ...range(layers).flatMap((i) => [
      ...attention.map((part) => `transformer.layers.${i}.self_attn.${part}`),
      ...[...attention, ...feedForward].map((part) => `transformer.layers.${i}.cross_attn_ffn.${part}`),
    ]),
  ],
};

const families: readonly Family[] = [dino, arflow, gmflow];

/**
 * Tells the family and the configuration of a network by its tensors' names and shapes; `file` is what messages call
 * it. Throws where it is of no known family, or lacks a tensor of its family (named).
 */
export function recogniseNetwork(file: string, weights: StateDict): RecognisedNetwork {
  const family = families.find(({ mark }) => weights.has(mark));
  if (family === undefined)
    throw failedError(
      `${file} holds none of the networks that are known here (DINO, ARFlow's PWC-Lite, GMFlow): its first tensor is ` +
        `"${[...weights.keys()][0]!}".`,
    );
  const structure = family.structure(weights);
  const missing = family.names(structure).find((name) => !weights.has(name));
  if (missing !== undefined)
    throw failedError(`${file} looks like ${family.title}, but lacks the tensor "${missing}".`);
  return { family: family.family, structure };
}

/** `dim 768, depth 12, …` */
const spelled = (structure: Readonly<Record<string, number>>) =>
  Object.entries(structure)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const agrees = (entry: ModelEntry, network: RecognisedNetwork) =>
  entry.family === network.family &&
  Object.entries(entry.structure).every(([name, value]) => network.structure[name] === value);

/** Throws, saying what differs, where a file's network is not the one of `entry`. */
export function requireStructure(file: string, network: RecognisedNetwork, entry: ModelEntry): void {
  if (agrees(entry, network)) return;
  throw failedError(
    `${file} is not ${entry.id}: it holds a network of the family ${network.family} (${spelled(network.structure)}), and ` +
      `${entry.id} is of the family ${entry.family} (${spelled(entry.structure)}).`,
  );
}

/** The registry's entries whose family and configuration `network` has. */
export const candidatesOf = (
  network: RecognisedNetwork,
  registry: readonly ModelEntry[],
): readonly ModelEntry[] => registry.filter((entry) => agrees(entry, network));
