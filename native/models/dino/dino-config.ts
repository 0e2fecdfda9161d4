import { failedError } from '../../base/errors.ts';
import type { StateDict } from '../../weights/formats/state-dict.ts';
import { fitStateDict } from '../fit-state-dict.ts';

/** A vision transformer of DINO (Caron et al., ICCV 2021), as read from its checkpoint. */
export interface DinoConfig {
  readonly patchPx: number;
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  readonly mlpDim: number;
  /** The side of the square patch grid that the positional table was trained for. */
  readonly tableSide: number;
  readonly qkvBias: boolean;
}

/**
 * Reads the configuration from the tensors' shapes and checks that every tensor is there and no other. `heads` is not
 * in the shapes: dim / 64 as in all published models, dim / 32 where 64 does not divide, unless given. Throws naming
 * the first tensor that does not fit.
 */
export function readDinoConfig(weights: StateDict, heads?: number): DinoConfig {
  const embed = shapeOf(weights, 'patch_embed.proj.weight', 4);
  const dim = embed[0]!;
  const tableSide = Math.sqrt(shapeOf(weights, 'pos_embed', 3)[1]! - 1);
  const depth = blockCount(weights);
  const config: DinoConfig = {
    patchPx: embed[2]!,
    dim,
    depth,
    heads: heads ?? defaultHeads(dim),
    mlpDim: shapeOf(weights, 'blocks.0.mlp.fc1.weight', 2)[0]!,
    tableSide,
    qkvBias: weights.has('blocks.0.attn.qkv.bias'),
  };
  if (!Number.isInteger(tableSide) || tableSide < 1)
    throw failedError(
      `The weights do not fit a DINO ViT: 'pos_embed' is not a square grid and a class token.`,
    );
  if (dim % config.heads !== 0)
    throw failedError(`${config.heads} heads do not divide the dimension ${dim}.`);
  fitStateDict(describe(config), expectedShapes(config), weights);
  return config;
}

const describe = (config: DinoConfig): string =>
  `a DINO ViT (patch ${config.patchPx}, dimension ${config.dim}, ${config.depth} blocks)`;

function shapeOf(weights: StateDict, name: string, rank: number): readonly number[] {
  const shape = weights.get(name)?.shape;
  if (shape === undefined) throw failedError(`The weights do not fit a DINO ViT: '${name}' is missing.`);
  if (shape.length !== rank || shape.includes(0))
    throw failedError(`The weights do not fit a DINO ViT: '${name}' is [${shape.join(', ')}].`);
  return shape;
}

function defaultHeads(dim: number): number {
  const size = [64, 32].find((it) => dim % it === 0);
  if (size === undefined)
    throw failedError(`The number of heads of a DINO ViT of dimension ${dim} is not known.`);
  return dim / size;
}

function blockCount(weights: StateDict): number {
  const indices = [...weights.keys()].map((name) => Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? -1));
  return Math.max(...indices) + 1;
}

function expectedShapes(config: DinoConfig): ReadonlyMap<string, readonly number[]> {
  const { patchPx, dim, depth, mlpDim, tableSide, qkvBias } = config;
  const blocks = Array.from({ length: depth }, (_, i): (readonly [string, readonly number[]])[] => [
    ...normShapes(`blocks.${i}.norm1`, dim),
    [`blocks.${i}.attn.qkv.weight`, [3 * dim, dim]],
    ...(qkvBias ? [[`blocks.${i}.attn.qkv.bias`, [3 * dim]] as const] : []),
    ...linearShapes(`blocks.${i}.attn.proj`, dim, dim),
    ...normShapes(`blocks.${i}.norm2`, dim),
    ...linearShapes(`blocks.${i}.mlp.fc1`, mlpDim, dim),
    ...linearShapes(`blocks.${i}.mlp.fc2`, dim, mlpDim),
  ]);
  return new Map([
    ['cls_token', [1, 1, dim]],
    ['pos_embed', [1, tableSide ** 2 + 1, dim]],
    ['patch_embed.proj.weight', [dim, 3, patchPx, patchPx]],
    ['patch_embed.proj.bias', [dim]],
    ...blocks.flat(),
    ...normShapes('norm', dim),
  ]);
}

const normShapes = (name: string, dim: number): (readonly [string, readonly number[]])[] => [
  [`${name}.weight`, [dim]],
  [`${name}.bias`, [dim]],
];

const linearShapes = (
  name: string,
  outputs: number,
  inputs: number,
): (readonly [string, readonly number[]])[] => [
  [`${name}.weight`, [outputs, inputs]],
  [`${name}.bias`, [outputs]],
];
