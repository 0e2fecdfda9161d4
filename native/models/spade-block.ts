import type { ParameterSource } from '../onnx/autodiff/flat-parameters.ts';
import type { Tensor } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';

/** A SPADE residual block (Park et al., "Semantic image synthesis with spatially-adaptive normalization", 2019). */
export interface SpadeBlockConfig {
  readonly inputs: number;
  readonly outputs: number;
  /** Channels of the map that modulates. */
  readonly mapChannels: number;
  /** Channels between the map and its scales and shifts; 128 in the paper. */
  readonly hidden: number;
  /** What is normalised: each item's channels, or the batch's (by the batch's own statistics). */
  readonly normalization: 'instance' | 'batch';
  /**
   * Where the map becomes scales and shifts: at the resolution of x, as in the paper (the map repeated), or at its own
   * (scales and shifts interpolated), which costs less the finer x is.
   */
  readonly modulation: 'fine' | 'coarse';
}

/** PyTorch's own epsilon of normalisations. */
const epsilon = 1e-5;
const slope = 0.2;

/** The block's normalisations and how many channels each has, by the names of the published code. */
function normsOf({ inputs, outputs }: SpadeBlockConfig): ReadonlyMap<string, number> {
  const middle = Math.min(inputs, outputs);
  const learned: [string, number][] = inputs === outputs ? [] : [['norm_s', inputs]];
  return new Map([['norm_0', inputs], ['norm_1', middle], ...learned]);
}

/** The shapes of the block's parameters, named as in the published code, behind `prefix`. */
export function spadeBlockShapes(prefix: string, config: SpadeBlockConfig): Map<string, readonly number[]> {
  const { inputs, outputs, mapChannels, hidden } = config;
  const middle = Math.min(inputs, outputs);
  const shapes = new Map<string, readonly number[]>();
  const conv = (name: string, to: number, from: number, kernel = 3, bias = true): void => {
    shapes.set(`${prefix}${name}.weight`, [to, from, kernel, kernel]);
    if (bias) shapes.set(`${prefix}${name}.bias`, [to]);
  };
  conv('conv_0', middle, inputs);
  conv('conv_1', outputs, middle);
  if (inputs !== outputs) conv('conv_s', outputs, inputs, 1, false);
  for (const [norm, channels] of normsOf(config)) {
    conv(`${norm}.mlp_shared.0`, hidden, mapChannels);
    conv(`${norm}.mlp_gamma`, channels, hidden);
    conv(`${norm}.mlp_beta`, channels, hidden);
  }
  return shapes;
}

/**
 * x [N, C, H, W] through the block: x (or its 1 x 1 convolution where the channels change) plus two convolutions, each
 * behind a normalisation that `map` [N, M, h, w] modulates. Returns [N, outputs, H, W].
 */
export function spadeBlock(
  x: Tensor,
  map: Tensor,
  config: SpadeBlockConfig,
  parameter: ParameterSource,
  prefix = '',
): Tensor {
  const named: ParameterSource = (name) => parameter(prefix + name);
  const conv = (it: Tensor, name: string): Tensor =>
    op.conv(it, named(`${name}.weight`), named(`${name}.bias`), { padding: 1 });
  const modulate = modulations(x, map, config, named);
  const activate = (it: Tensor): Tensor => op.leakyRelu(it, { alpha: slope });
  const normalized = normalize(x, config);
  const first = conv(activate(modulate('norm_0', normalized)), 'conv_0');
  const second = conv(activate(modulate('norm_1', normalize(first, config))), 'conv_1');
  if (config.inputs === config.outputs) return op.add(x, second);
  return op.add(op.conv(modulate('norm_s', normalized), named('conv_s.weight'), null), second);
}

function normalize(x: Tensor, { normalization }: SpadeBlockConfig): Tensor {
  const channels = x.shape[1]!;
  const all = (value: number): Tensor => x.graph.constant(new Float32Array(channels).fill(value));
  if (normalization === 'instance') return op.instanceNormalization(x, all(1), all(0), { epsilon });
  return op.standardize(x, [0, 2, 3], epsilon);
}

/**
 * normalized · (1 + γ(map)) + β(map), for each of the block's normalisations. The map's first convolutions are one, and
 * γ and β are one: the same numbers from fewer and larger products.
 */
function modulations(x: Tensor, map: Tensor, config: SpadeBlockConfig, parameter: ParameterSource) {
  const size = [x.shape[2]!, x.shape[3]!] as const;
  const coarse = config.modulation === 'coarse';
  const names = [...normsOf(config).keys()];
  const joined = (keys: readonly string[]): Tensor => op.concat(keys.map(parameter), { axis: 0 });
  const conv = (it: Tensor, keys: readonly string[]): Tensor =>
    op.conv(it, joined(keys.map((key) => `${key}.weight`)), joined(keys.map((key) => `${key}.bias`)), {
      padding: 1,
    });
  const seen = coarse ? map : resized(map, size, 'nearest');
  const shared = op.relu(
    conv(
      seen,
      names.map((name) => `${name}.mlp_shared.0`),
    ),
  );
  const sizes = names.map(() => config.hidden);
  const hidden = op.split(shared, { axis: 1, sizes });
  return (name: string, normalized: Tensor): Tensor => {
    const both = conv(hidden[names.indexOf(name)]!, [`${name}.mlp_gamma`, `${name}.mlp_beta`]);
    const channels = normalized.shape[1]!;
    const fine = coarse ? resized(both, size, 'linear') : both;
    const [gamma, beta] = op.split(fine, { axis: 1, sizes: [channels, channels] });
    return op.add(op.add(normalized, op.mul(normalized, gamma!)), beta!);
  };
}

const resized = (x: Tensor, size: readonly [number, number], mode: 'nearest' | 'linear'): Tensor =>
  x.shape[2] === size[0] && x.shape[3] === size[1] ? x : op.resize(x, { size, mode });
