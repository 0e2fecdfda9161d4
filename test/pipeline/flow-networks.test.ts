import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { createFlowEstimator } from '../../native/pipeline/flow-estimators.ts';
import { flowOfPair } from '../../native/commands/stages/flow-pair.ts';
import { gmflowShapes } from '../../native/models/gmflow/gmflow-config.ts';
import { pwcLiteShapes } from '../../native/models/pwclite/pwclite-config.ts';
import { type TensorToWrite, writeSafetensors } from '../../native/weights/formats/safetensors.ts';
import type { StateDict } from '../../native/weights/formats/state-dict.ts';
import { randomWeights, wavyPicture } from '../support/weights/random-weights.ts';

const small = {
  arflow: pwcLiteShapes({
    pyramid: [4, 6],
    flowLevels: 2,
    reducedChannels: 4,
    searchRange: 1,
    estimator: [6, 6, 5, 5, 4],
    context: [5, 5, 5, 5, 4, 4],
  }),
  gmflow: gmflowShapes({
    encoder: [4, 6, 8],
    channels: 8,
    layers: 1,
    hiddenChannels: 12,
    upsamplerChannels: 8,
  }),
};

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fodvid-flow-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function weightsFile(name: string, weights: StateDict): Promise<string> {
  const path = join(folder, `${name}.safetensors`);
  const tensors = [...weights].map(([key, { shape, data }]) => [key, { dtype: 'F32', shape, data }] as const);
  await writeSafetensors(path, Object.fromEntries<TensorToWrite>(tensors));
  return path;
}

async function pictureFile(name: string, dx: number): Promise<string> {
  const { widthPx: width, heightPx: height, data } = wavyPicture(37, 21, dx, 0);
  const path = join(folder, `${name}.png`);
  await writeFile(
    path,
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
  return path;
}

for (const flow of ['arflow', 'gmflow'] as const)
  describe(`${flow} as a flow`, () => {
    test('takes any checkpoint of its family and pictures of any size', async () => {
      const weightsPath = await weightsFile(flow, randomWeights(small[flow]));
      const [image1, image2] = [await pictureFile('a', 0), await pictureFile('b', 2)];
      const request = { image1, image2, flow, weightsPath, provider: 'cpu' } as const;
      const field = await flowOfPair(request, silentContext);
      assert.deepEqual([field.widthPx, field.heightPx, field.data.length], [37, 21, 2 * 37 * 21]);
      const size = { widthPx: 20, heightPx: 40 };
      const resized = await flowOfPair({ ...request, size }, silentContext);
      assert.deepEqual([resized.widthPx, resized.heightPx], [20, 40]);
    });

    test('without weights says which file is missing and both ways to get it', async () => {
      const models = { folder: join(folder, 'none'), env: {} };
      const file = flow === 'arflow' ? /pwclite_ar\.tar/ : /gmflow_sintel-0c07dcb3\.pth/;
      await assert.rejects(
        createFlowEstimator({ flow, provider: 'cpu', models }, silentContext),
        (error: unknown) => {
          assert.ok(error instanceof FodvidError);
          assert.match(error.message, file);
          assert.match(error.withAdvice, /models import/);
          assert.match(error.withAdvice, flow === 'arflow' ? /models pull arflow/ : /links on https:/);
          return true;
        },
      );
    });

    test('refuses the weights of the other family by name of a tensor', async () => {
      const other = flow === 'arflow' ? 'gmflow' : 'arflow';
      const weightsPath = await weightsFile('other', randomWeights(small[other]));
      await assert.rejects(
        createFlowEstimator({ flow, provider: 'cpu', weightsPath }, silentContext),
        /do not fit .*'.*' is missing/,
      );
    });
  });
