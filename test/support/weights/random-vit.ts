import { writeSafetensors } from '../../../native/weights/formats/safetensors.ts';
import type { WeightTensor } from '../../../native/weights/formats/state-dict.ts';

/** Of what size a random vision transformer is. */
export interface RandomVit {
  readonly patchPx: number;
  readonly dim: number;
  readonly depth: number;
  /** The trained grid's side; 224 pixels' worth of patches unless said. */
  readonly tableSide?: number;
}

/** A DINO state dict of this size with reproducible small random weights. */
export function randomVit({
  patchPx,
  dim,
  depth,
  tableSide = 224 / patchPx,
}: RandomVit): Map<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>();
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const add = (name: string, shape: readonly number[], centre = 0): void => {
    const length = shape.reduce((a, b) => a * b, 1);
    weights.set(name, { shape, data: Float32Array.from({ length }, () => centre + 0.1 * random()) });
  };
  const pair = (name: string, weight: readonly number[], centre = 0): void => {
    add(`${name}.weight`, weight, centre);
    add(`${name}.bias`, [weight[0]!]);
  };
  add('cls_token', [1, 1, dim]);
  add('pos_embed', [1, tableSide ** 2 + 1, dim]);
  pair('patch_embed.proj', [dim, 3, patchPx, patchPx]);
  for (let i = 0; i < depth; i++) {
    pair(`blocks.${i}.norm1`, [dim], 1);
    pair(`blocks.${i}.attn.qkv`, [3 * dim, dim]);
    pair(`blocks.${i}.attn.proj`, [dim, dim]);
    pair(`blocks.${i}.norm2`, [dim], 1);
    pair(`blocks.${i}.mlp.fc1`, [4 * dim, dim]);
    pair(`blocks.${i}.mlp.fc2`, [dim, 4 * dim]);
  }
  pair('norm', [dim], 1);
  return weights;
}

/** Writes such weights as a safetensors file. */
export async function writeRandomVit(path: string, size: RandomVit): Promise<void> {
  const tensors = [...randomVit(size)].map(
    ([name, { shape, data }]) => [name, { dtype: 'F32', shape, data }] as const,
  );
  await writeSafetensors(path, Object.fromEntries(tensors));
}
