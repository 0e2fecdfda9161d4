import assert from 'node:assert/strict';
import { join } from 'node:path';
import { buildDino, type dinoOutputs } from '../../native/models/dino/dino.ts';
import { createSession } from '../../native/onnx/session.ts';
import type { Provider } from '../../native/onnx/session.ts';
import { relativeError } from '../support/evaluate.ts';
import { readStateDict } from '../../native/weights/formats/weight-file.ts';
import { readSafetensors, toFloat32 } from '../../native/weights/formats/safetensors.ts';
import type { StateDict } from '../../native/weights/formats/state-dict.ts';

/** The encoders that references exist of. */
export const referenceEncoders = ['vit_p8_d96_l4', 'vit_p16_d192_l3'] as const;

/** What the encoder yields for `image` [3, H, W]: each output's rows, class token first. */
export async function encode(
  weights: StateDict,
  image: Float32Array,
  size: { widthPx: number; heightPx: number },
  options: { provider?: Provider; outputs?: readonly (typeof dinoOutputs)[number][]; batch?: number } = {},
): Promise<Readonly<Record<string, Float32Array>>> {
  const { graph } = buildDino(weights, { size, ...options });
  const session = await createSession(graph, { provider: options.provider ?? 'cpu' });
  const outputs = await session.run({ image });
  await session.dispose();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

/** An encoder's weights, and what the original yields by them. */
export const readReference = async (folder: string, name: string) => ({
  weights: await readStateDict(join(folder, `${name}.pth`)),
  wanted: await readSafetensors(join(folder, `${name}.safetensors`)),
});

/** Compares tokens and keys of a small picture with the original's. */
export async function compareSmall(folder: string, name: string, provider: Provider): Promise<void> {
  const { weights, wanted } = await readReference(folder, name);
  const image = toFloat32(wanted.get('a.input')!);
  const found = await encode(
    weights,
    image,
    { widthPx: 160, heightPx: 96 },
    { provider, outputs: ['tokens', 'keys'] },
  );
  for (const output of ['tokens', 'keys'] as const) {
    const error = relativeError(found[output]!, toFloat32(wanted.get(`a.${output}`)!));
    assert.ok(error < 2e-3, `${output}: ${error}`);
  }
}
