import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { silentContext } from '../../native/base/context.ts';
import { dinoNormalization, buildDino } from '../../native/models/dino/dino.ts';
import { initialParameters } from '../../native/models/initial-parameters.ts';
import { pixelSegmenter } from '../../native/models/pixel-segmenter.ts';
import { patchSegmenter, type Segmenter } from '../../native/models/segmenter.ts';
import { createSession } from '../../native/onnx/session.ts';
import { encodeFloat16 } from '../../native/raster/float16.ts';
import {
  cardKey,
  dinoKeys,
  exportModel,
  type ModelExportOptions,
  modelCardMarkdown,
  pictureItself,
} from '../../native/refine/export-model.ts';
import { openModel } from '../../native/refine/applied-model.ts';
import { predict } from '../../native/refine/predict.ts';
import { readOnnxFile } from '../support/onnx-file.ts';
import { randomVit } from '../support/weights/random-vit.ts';

const size = { widthPx: 48, heightPx: 32 };
const picture = Uint8Array.from(
  { length: 3 * size.widthPx * size.heightPx },
  (_, i) => 128 + 120 * Math.sin(i * 0.37 + (i % 7)),
);

const exportOf = (segmenter: Segmenter, encode: ModelExportOptions['encode']) => {
  const parameters = initialParameters(segmenter.shapes, 5);
  const training = { clip: 'clip', steps: 3 };
  return { parameters, ...exportModel({ segmenter, parameters, encoder: 'test', encode, size, training }) };
};

/** The gray levels that ONNX Runtime alone gives for an exported file. */
async function plainRun(onnx: Uint8Array): Promise<number[]> {
  const session = await InferenceSession.create(onnx);
  const image = new Tensor('uint8', picture, [1, size.heightPx, size.widthPx, 3]);
  const { mask } = await session.run({ image });
  await session.release();
  return Array.from(mask!.data as Float32Array, (value) => 255 * value);
}

/** What a run of the app keeps of the same picture. */
async function appRun(
  segmenter: Segmenter,
  parameters: ModelExportOptions['parameters'],
  input: Uint8Array | Uint16Array,
) {
  let soft = new Uint8Array();
  await predict(
    {
      segmenter,
      parameters,
      provider: 'cpu',
      frames: [0],
      input: () => input,
      keep: ([only]) => (soft = new Uint8Array(only!.soft)),
    },
    silentContext,
  );
  return soft;
}

const largestDifference = (a: readonly number[], b: Uint8Array) => {
  assert.equal(a.length, b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
};

test('the exported pixel network gives the masks of the app when run alone', async () => {
  const segmenter = pixelSegmenter(size);
  const { onnx, parameters } = exportOf(segmenter, pictureItself);
  const soft = await appRun(segmenter, parameters, picture);
  assert.ok(new Set(soft).size > 10, 'the mask is too even to tell anything');
  assert.ok(largestDifference(await plainRun(onnx), soft) <= 1);
});

test('the exported network with DINO inside gives the masks of the app, which has cached features', async () => {
  const weights = randomVit({ patchPx: 8, dim: 96, depth: 2 });
  const segmenter = patchSegmenter({
    encoder: 'x',
    dim: 96,
    patchPx: 8,
    rows: 4,
    cols: 6,
    preset: 'compact',
  });
  const { onnx, parameters } = exportOf(segmenter, dinoKeys(weights));
  const plane = size.widthPx * size.heightPx;
  const { mean, std } = dinoNormalization;
  const image = Float32Array.from({ length: 3 * plane }, (_, i) => {
    const channel = Math.floor(i / plane);
    return (picture[3 * (i % plane) + channel]! / 255 - mean[channel]!) / std[channel]!;
  });
  const session = await createSession(buildDino(weights, { size, outputs: ['keys'] }).graph);
  const keys = (await session.run({ image }))['keys']!.data as Float32Array;
  await session.dispose();
  const features = new Uint16Array(encodeFloat16(keys.subarray(96)).buffer);
  const soft = await appRun(segmenter, parameters, features);
  assert.ok(largestDifference(await plainRun(onnx), soft) <= 1);
});

test('the file says in its metadata what its card says', async () => {
  const { onnx, card } = exportOf(pixelSegmenter(size), pictureItself);
  const model = await readOnnxFile(onnx);
  assert.deepEqual(JSON.parse(model.metadata.get(cardKey)!), card);
  assert.deepEqual(model.inputs, ['image']);
  assert.deepEqual(model.outputs, ['mask']);
  const text = modelCardMarkdown(card);
  for (const said of ['uint8 [1, 32, 48, 3]', 'float32 [1, 1, 32, 48]', 'steps: 3', card.network])
    assert.ok(text.includes(said), said);
});

test('an opened file takes pictures of any size', async () => {
  const { onnx } = exportOf(pixelSegmenter(size), pictureItself);
  const model = await openModel(onnx, 'model.onnx', 'cpu');
  assert.deepEqual(model.input, size);
  const gray = await model.segment({ widthPx: 5, heightPx: 200, data: new Uint8Array(3000).fill(9) });
  assert.deepEqual([gray.widthPx, gray.heightPx, gray.data.length], [48, 32, 1536]);
  await model.dispose();
});

test('files that are no such model are refused by name', async () => {
  await assert.rejects(
    openModel(new Uint8Array(10), 'a.onnx', 'cpu'),
    /a\.onnx cannot be opened as an ONNX model/,
  );
  const { graph } = buildDino(randomVit({ patchPx: 8, dim: 96, depth: 1 }), { size });
  const { serialize } = await import('../../native/onnx/model-proto.ts');
  await assert.rejects(
    openModel(serialize(graph), 'b.onnx', 'cpu'),
    /b\.onnx is an ONNX model, but none that segments/,
  );
});
