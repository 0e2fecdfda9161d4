import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { createDinoEncoder } from '../../native/features/dino-encoder.ts';
import { imageFeatures } from '../../native/commands/stages/image-features.ts';
import { dinoNormalization } from '../../native/models/dino/dino.ts';
import { writeRgbPng } from '../../native/raster/image-file.ts';
import { readSafetensors, toFloat32 } from '../../native/weights/formats/safetensors.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { randomVit } from '../support/weights/random-vit.ts';
import { wavyPicture } from '../support/weights/random-weights.ts';

const root = mkdtempSync(join(tmpdir(), 'fodvid-features-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** The picture whose normalised form [3, H, W] is given. */
function pictureOf(input: Float32Array, heightPx: number, widthPx: number) {
  const { mean, std } = dinoNormalization;
  const pixels = heightPx * widthPx;
  const data = Uint8Array.from({ length: 3 * pixels }, (_, i) => {
    const c = i % 3;
    return Math.round(255 * (input[c * pixels + Math.floor(i / 3)]! * std[c]! + mean[c]!));
  });
  return { widthPx, heightPx, data };
}

function largestError(found: Float32Array, expected: Float32Array): number {
  assert.equal(found.length, expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / scale;
}

for (const name of ['vit_p8_d96_l4', 'vit_p16_d192_l3']) {
  goldenTest(
    `writes the tokens and keys of ${name} as the original computes them`,
    golden('dino'),
    async (folder) => {
      const reference = await readSafetensors(join(folder, `${name}.safetensors`));
      const [, , heightPx, widthPx] = reference.get('a.input')!.shape as [number, number, number, number];
      const imagePath = join(root, `${name}.png`);
      const outPath = join(root, `${name}.safetensors`);
      await writeRgbPng(imagePath, pictureOf(toFloat32(reference.get('a.input')!), heightPx, widthPx));
      const weightsPath = join(folder, `${name}.pth`);
      const request = { imagePath, encoder: 'dino-vits8', weightsPath, provider: 'cpu', outPath } as const;
      const { rows, cols, dim } = await imageFeatures(request, silentContext);
      const written = await readSafetensors(outPath);
      assert.deepEqual(written.get('tokens')!.shape, [rows * cols + 1, dim]);
      assert.deepEqual(written.get('keys')!.shape, [rows * cols, dim]);
      const keys = toFloat32(reference.get('a.keys')!);
      assert.ok(
        largestError(toFloat32(written.get('tokens')!), toFloat32(reference.get('a.tokens')!)) <= 2e-3,
      );
      assert.ok(
        largestError(toFloat32(written.get('keys')!), keys.subarray(keys.length - rows * cols * dim)) <= 2e-3,
      );
    },
  );
}

test('calls that overlap give each picture its own features', async () => {
  const size = { widthPx: 64, heightPx: 32 };
  const weights = randomVit({ patchPx: 16, dim: 64, depth: 2 });
  const encoder = createDinoEncoder({ weights, size, provider: 'cpu', outputs: ['keys'] });
  const pictures = [0, 3, 7, 12, 20].map((shift) => wavyPicture(64, 32, shift, shift));
  const together = await Promise.all(pictures.map((picture) => encoder.encode(picture)));
  for (const [k, picture] of pictures.entries()) {
    assert.deepEqual(together[k], await encoder.encode(picture));
  }
  assert.notDeepEqual(together[0], together[1]);
  await encoder.dispose();
});
