import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { readDinoConfig } from '../../native/models/dino/dino-config.ts';
import { buildDino, dinoNormalization, dinoOutputs } from '../../native/models/dino/dino.ts';
import { resamplePositions } from '../../native/models/dino/position-table.ts';
import { createSession } from '../../native/onnx/session.ts';
import { toFloat32 } from '../../native/weights/formats/safetensors.ts';
import type { SafeTensor } from '../../native/weights/formats/safetensors.ts';
import type { WeightTensor } from '../../native/weights/formats/state-dict.ts';
import { relativeError } from '../support/evaluate.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { randomVit } from '../support/weights/random-vit.ts';
import { compareSmall, encode, readReference, referenceEncoders } from './dino-runs.ts';

const tiny = { patchPx: 4, dim: 32, depth: 2, tableSide: 3 };
const small = { widthPx: 16, heightPx: 8 };

/** An RGB picture [H, W, 3] as the encoder's input [3, H, W]. */
function normalized(picture: SafeTensor): Float32Array {
  const values = toFloat32(picture);
  const pixels = values.length / 3;
  const { mean, std } = dinoNormalization;
  return Float32Array.from(values, (_, at) => {
    const channel = Math.floor(at / pixels);
    return (values[(at % pixels) * 3 + channel]! / 255 - mean[channel]!) / std[channel]!;
  });
}

const everyNth = (rows: Float32Array, dim: number, step: number): Float32Array =>
  rows.filter((_, at) => Math.floor(at / dim) % step === 0);

for (const name of referenceEncoders) {
  goldenTest(`${name}: tokens and keys of a small picture are the original's`, golden('dino'), (folder) =>
    compareSmall(folder, name, 'cpu'),
  );

  goldenTest(`${name}: 256 × 512 with the table resampled`, golden('dino'), async (folder) => {
    const { weights, wanted } = await readReference(folder, name);
    const image = normalized(wanted.get('b.image_u8_hwc')!);
    const found = await encode(weights, image, { widthPx: 512, heightPx: 256 });
    const { dim } = readDinoConfig(weights);
    for (const output of ['tokens', 'keys'] as const) {
      const reference = toFloat32(wanted.get(`b.${output}_every_17th`)!);
      const error = relativeError(everyNth(found[output]!, dim, 17), reference);
      assert.ok(error < 2e-3, `${output}: ${error}`);
    }
  });
}

describe('the configuration is read from the shapes', () => {
  test('of the published sizes', () => {
    const config = readDinoConfig(randomVit({ patchPx: 16, dim: 384, depth: 1 }));
    assert.deepEqual(config, {
      patchPx: 16,
      dim: 384,
      depth: 1,
      heads: 6,
      mlpDim: 1536,
      tableSide: 14,
      qkvBias: true,
    });
  });

  test('without biases of queries, keys and values', () => {
    const weights = randomVit(tiny);
    weights.delete('blocks.0.attn.qkv.bias');
    weights.delete('blocks.1.attn.qkv.bias');
    assert.equal(readDinoConfig(weights).qkvBias, false);
  });

  const zeros = (...shape: number[]): WeightTensor => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  const broken: Readonly<Record<string, [(weights: Map<string, WeightTensor>) => unknown, RegExp]>> = {
    'a missing tensor': [
      (weights) => weights.delete('blocks.1.mlp.fc2.bias'),
      /'blocks\.1\.mlp\.fc2\.bias' is missing/,
    ],
    'a surplus tensor': [
      (weights) => weights.set('head.weight', zeros(2)),
      /'head\.weight' is not part of it/,
    ],
    'a misshapen tensor': [
      (weights) => weights.set('norm.bias', zeros(31)),
      /'norm\.bias' is \[31\], not \[32\]/,
    ],
    'a missing block': [
      (weights) => weights.set('blocks.3.norm1.bias', zeros(32)),
      /'blocks\.2\.norm1\.weight' is missing/,
    ],
    'a table that is no square': [
      (weights) => weights.set('pos_embed', zeros(1, 9, 32)),
      /'pos_embed' is not a square grid/,
    ],
    'another network': [(weights) => weights.clear(), /'patch_embed\.proj\.weight' is missing/],
  };
  for (const [name, [change, message]] of Object.entries(broken))
    test(`${name} is named`, () => {
      const weights = randomVit(tiny);
      change(weights);
      assert.throws(
        () => readDinoConfig(weights),
        (error) => error instanceof FodvidError && message.test(error.message),
      );
    });

  test('a size that the patch does not divide is refused', () => {
    assert.throws(
      () => buildDino(randomVit(tiny), { size: { widthPx: 18, heightPx: 8 } }),
      /8x18 .* patch of 4/,
    );
  });
});

describe('the encoder', () => {
  const image = Float32Array.from({ length: 3 * 8 * 16 }, (_, i) => Math.sin(i));

  test('yields the class token and one row per patch of each output', async () => {
    const found = await encode(randomVit(tiny), image, small);
    for (const output of dinoOutputs) assert.equal(found[output]?.length, (1 + 2 * 4) * 32, output);
  });

  test('yields for each picture of a batch what it yields for it alone', async () => {
    const weights = randomVit(tiny);
    const other = image.map((value) => 1 - value);
    const batch = Float32Array.from([...image, ...other]);
    const together = await encode(weights, batch, small, { batch: 2 });
    const alone = await encode(weights, other, small);
    for (const output of dinoOutputs) {
      const second = together[output]!.subarray(together[output]!.length / 2);
      assert.ok(relativeError(second, alone[output]!) < 1e-5, output);
    }
  });

  test('composes attention where the runtime has no right one of its own', async () => {
    const { graph } = buildDino(randomVit(tiny), { size: small, provider: 'webgpu' });
    const session = await createSession(graph);
    const { tokens } = await session.run({ image });
    await session.dispose();
    const fused = await encode(randomVit(tiny), image, small);
    assert.ok(relativeError(tokens!.data as Float32Array, fused['tokens']!) < 1e-5);
    const wrong = buildDino(randomVit(tiny), { size: small }).graph;
    await assert.rejects(createSession(wrong, { provider: 'webgpu' }), /MultiHeadAttention is not reliable/);
  });

  test('computes only what is asked for', () => {
    const count = (outputs: readonly ['keys'] | readonly ['tokens']) => {
      const { graph } = buildDino(randomVit(tiny), { size: small, outputs });
      return graph.nodes.filter((node) => node.op === 'MultiHeadAttention').length;
    };
    assert.equal(count(['keys']), tiny.depth - 1);
    assert.equal(count(['tokens']), tiny.depth);
  });
});

describe('the positional table', () => {
  test('stays as it is on the trained grid', () => {
    const table = Float32Array.from({ length: 9 * 2 }, (_, i) => i);
    assert.deepEqual(resamplePositions(table, 3, 2, 3, 3), table);
  });

  test('keeps constants on any grid', () => {
    const table = new Float32Array(16 * 3).fill(0.7);
    for (const value of resamplePositions(table, 4, 3, 9, 5)) assert.ok(Math.abs(value - 0.7) < 1e-6);
  });
});
