import { usageError } from '../base/errors.ts';
import type { ParameterSource } from '../onnx/autodiff/flat-parameters.ts';
import type { Tensor } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import { spadeBlock, spadeBlockShapes } from './spade-block.ts';
import type { SpadeBlockConfig } from './spade-block.ts';

/** One residual block of the decoder. */
export interface DecoderBlock {
  /** The channels that it yields. */
  readonly channels: number;
  /** Whether the map is doubled in size before the block. */
  readonly double: boolean;
}

/** A segmentation decoder after SPADE: patch features in, logits out. */
export interface SpadeDecoderConfig {
  /** Dimensions of the patch features, and the patch's side in pixels. */
  readonly dim: number;
  readonly patchPx: number;
  /** Channels to which the features are reduced before they modulate; null leaves them whole, as in the paper. */
  readonly mapChannels: number | null;
  /** Channels of the starting map. */
  readonly startChannels: number;
  readonly blocks: readonly DecoderBlock[];
  readonly hidden: number;
  readonly normalization: SpadeBlockConfig['normalization'];
  readonly modulation: SpadeBlockConfig['modulation'];
}

/** The presets: the paper's generator, and one that a CPU trains in minutes. */
export const decoderPresets = ['paper', 'compact'] as const;
/** One of `decoderPresets`. */
export type DecoderPreset = (typeof decoderPresets)[number];

/** SPADE's number of generator filters in the `paper` preset. */
const paperFilters = 64;

/** Blocks at the grid's resolution, then one per doubling, of these channels. */
const blocksOf = (atGrid: readonly number[], doubled: readonly number[]): DecoderBlock[] => [
  ...atGrid.map((channels) => ({ channels, double: false })),
  ...doubled.map((channels) => ({ channels, double: true })),
];

/**
 * The configuration of a preset for an encoder. `paper`: SPADE's generator with 64 filters (16, 16, 16 times as many at
 * the grid, then 8, 4, 2, 1), doubling up to the input's resolution. `compact`: narrow blocks up to half of it, then
 * bilinear: the features know nothing finer than a patch. Throws where the patch is no power of 2.
 */
export function decoderConfig(
  preset: DecoderPreset,
  encoder: { readonly dim: number; readonly patchPx: number },
): SpadeDecoderConfig {
  const doublings = Math.log2(encoder.patchPx);
  if (!Number.isInteger(doublings) || doublings < 1)
    throw usageError(
      `The decoder doubles patches to pixels: ${encoder.patchPx} pixels are not a power of 2.`,
    );
  const common = { ...encoder, normalization: 'instance' } as const;
  const doubled = (widths: readonly number[], count: number): number[] =>
    Array.from({ length: count }, (_, i) => widths[Math.min(i, widths.length - 1)]!);
  if (preset === 'paper') {
    const wide = 16 * paperFilters;
    const blocks = blocksOf(
      [wide, wide, wide],
      doubled([8, 4, 2, 1], doublings).map((times) => times * paperFilters),
    );
    return { ...common, mapChannels: null, startChannels: wide, blocks, hidden: 128, modulation: 'fine' };
  }
  // Twice as wide, the network learnt DAVIS clips no better (within 1 J on frames it had not seen) in twice the time;
  // fine modulation gained 0.7 J and took 2.8 times as long.
  const blocks = blocksOf([32], doubled([16, 8], doublings - 1));
  return { ...common, mapChannels: 32, startChannels: 32, blocks, hidden: 32, modulation: 'coarse' };
}

/** Each block's configuration and the prefix of its parameters. */
function blockConfigs(config: SpadeDecoderConfig): { prefix: string; block: SpadeBlockConfig }[] {
  const { hidden, normalization, modulation } = config;
  return config.blocks.map(({ channels: outputs }, i) => ({
    prefix: `block_${i}.`,
    block: {
      inputs: i === 0 ? config.startChannels : config.blocks[i - 1]!.channels,
      outputs,
      mapChannels: config.mapChannels ?? config.dim,
      hidden,
      normalization,
      modulation,
    },
  }));
}

/** The shapes of all of the decoder's parameters, by name. */
export function decoderShapes(config: SpadeDecoderConfig): Map<string, readonly number[]> {
  const map = config.mapChannels ?? config.dim;
  const shapes = new Map<string, readonly number[]>();
  const conv = (name: string, to: number, from: number, kernel: number): void => {
    shapes.set(`${name}.weight`, [to, from, kernel, kernel]).set(`${name}.bias`, [to]);
  };
  if (config.mapChannels !== null) conv('reduce', config.mapChannels, config.dim, 1);
  conv('start', config.startChannels, map, 3);
  for (const { prefix, block } of blockConfigs(config))
    for (const [name, shape] of spadeBlockShapes(prefix, block)) shapes.set(name, shape);
  conv('logits', 1, config.blocks.at(-1)?.channels ?? config.startChannels, 3);
  return shapes;
}

/**
 * Patch features [B, D, rows, cols] to logits [B, 1, rows · patch, cols · patch] of the foreground. The features are the
 * starting map and modulate every block; each patch's are brought to mean 0 and deviation 1, since encoders differ in
 * scale.
 */
export function spadeDecoder(
  features: Tensor,
  config: SpadeDecoderConfig,
  parameter: ParameterSource,
): Tensor {
  const [, dim, rows, cols] = features.shape as [number, number, number, number];
  if (dim !== config.dim)
    throw usageError(`The decoder takes features of ${config.dim} dimensions, not of ${dim}.`);
  const conv = (it: Tensor, name: string, padding: number): Tensor =>
    op.conv(it, parameter(`${name}.weight`), parameter(`${name}.bias`), { padding });
  const activate = (it: Tensor): Tensor => op.leakyRelu(it, { alpha: 0.2 });
  const scaled = op.standardize(features, [1], 1e-5);
  const map = config.mapChannels === null ? scaled : activate(conv(scaled, 'reduce', 0));
  let x = conv(map, 'start', 1);
  blockConfigs(config).forEach(({ prefix, block }, i) => {
    const entered = config.blocks[i]!.double ? doubledSize(x) : x;
    x = spadeBlock(entered, map, block, parameter, prefix);
  });
  const logits = conv(activate(x), 'logits', 1);
  const size = [rows * config.patchPx, cols * config.patchPx] as const;
  return logits.shape[2] === size[0] ? logits : op.resize(logits, { size, mode: 'linear' });
}

const doubledSize = (x: Tensor): Tensor =>
  op.resize(x, { size: [2 * x.shape[2]!, 2 * x.shape[3]!], mode: 'nearest' });
