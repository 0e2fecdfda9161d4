import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { createEmbeddedFlow } from '../../native/flow/embedded/embedded-flow.ts';
import { readFlo } from '../../native/flow/flo-file.ts';
import { readRgbImage } from '../../native/raster/image-file.ts';
import type { FlowField, RgbImage } from '../../native/raster/types.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { grayPicture, textureAt } from '../support/clips/gray-texture.ts';
import { constantFlow, meanEndPointError } from './end-point-error.ts';

const estimator = createEmbeddedFlow({ workers: 2 });
after(() => estimator.dispose());

const { signal } = new AbortController();

async function flowBetween(first: RgbImage, second: RgbImage): Promise<FlowField> {
  const [flow] = await estimator.estimatePairs(first, [second], signal);
  return flow!;
}

goldenTest(
  'errs by at most 0.42 px on layered motion of real textures',
  golden('flowbench'),
  async (folder) => {
    const names = Array.from({ length: 16 }, (_, i) => String(i).padStart(3, '0'));
    const errors = await Promise.all(
      names.map(async (name) => {
        const [first, second] = await Promise.all(
          ['_1.png', '_2.png'].map((suffix) => readRgbImage(join(folder, name + suffix))),
        );
        const truth = await readFlo(join(folder, `${name}.flo`));
        return meanEndPointError(await flowBetween(first!, second!), truth);
      }),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    assert.ok(mean <= 0.42, `mean end-point error ${mean.toFixed(3)} px`);
  },
);

test('finds the translation of a textured picture', async () => {
  for (const [u, v] of [
    [0.5, -0.25],
    [6, 3],
    [-17, 9],
  ] as const) {
    const first = grayPicture(160, 120, textureAt);
    const second = grayPicture(160, 120, (x, y) => textureAt(x - u, y - v));
    const error = meanEndPointError(await flowBetween(first, second), constantFlow(160, 120, u, v), 20);
    assert.ok(error < 0.05, `(${u}, ${v}): ${error.toFixed(4)} px`);
  }
});

test('carries the motion on where the content leaves the picture', async () => {
  const first = grayPicture(192, 128, textureAt);
  const second = grayPicture(192, 128, (x, y) => textureAt(x - 24, y));
  const flow = await flowBetween(first, second);
  const leaving = Array.from({ length: 128 }, (_, y) => flow.data[y * 192 + 186]!);
  const mean = leaving.reduce((sum, u) => sum + u, 0) / leaving.length;
  assert.ok(Math.abs(mean - 24) < 3, `${mean.toFixed(2)} px at the right edge`);
});

test('follows a small object that moves against the background', async () => {
  const inside = (x: number, y: number) => Math.abs(x - 100) < 14 && Math.abs(y - 60) < 14;
  const object = (x: number, y: number) => 255 - textureAt(1.3 * y + 40, x);
  const first = grayPicture(200, 120, (x, y) => (inside(x, y) ? object(x, y) : textureAt(x, y)));
  const second = grayPicture(200, 120, (x, y) =>
    inside(x + 10, y) ? object(x + 10, y) : textureAt(x - 6, y),
  );
  const { data } = await flowBetween(first, second);
  assert.ok(Math.abs(data[60 * 200 + 100]! + 10) < 0.3);
  assert.ok(Math.abs(data[60 * 200 + 30]! - 6) < 0.3);
});

test('gives zero between a picture and itself', async () => {
  const picture = grayPicture(97, 61, textureAt);
  assert.ok((await flowBetween(picture, { ...picture })).data.every((value) => Math.abs(value) < 1e-3));
});

test('gives the opposite flow when the pictures are swapped', async () => {
  const first = grayPicture(128, 96, textureAt);
  const second = grayPicture(128, 96, (x, y) => textureAt(x - 3, y + 2));
  const [there] = await estimator.estimatePairs(first, [second], signal);
  const [back] = await estimator.estimatePairs(second, [first], signal);
  const opposite = { ...back!, data: back!.data.map((value) => -value) };
  const error = meanEndPointError(there!, opposite, 16);
  assert.ok(error < 0.05, `${error.toFixed(4)} px`);
});

test('gives bit-identical flow for any number of workers and any order', async () => {
  const frames = [0, 2, 4, 6].map((shift) => grayPicture(120, 90, (x, y) => textureAt(x - shift, y)));
  const alone = createEmbeddedFlow({ workers: 1 });
  try {
    const ordered = await alone.estimatePairs(frames[0]!, frames.slice(1), signal);
    const reversed = await estimator.estimatePairs(frames[0]!, frames.slice(1).reverse(), signal);
    assert.deepEqual(reversed.reverse(), ordered);
  } finally {
    await alone.dispose();
  }
});

test('gives finite flow for pictures smaller than a patch, of odd sizes, and without texture', async () => {
  for (const [widthPx, heightPx] of [
    [1, 1],
    [2, 1],
    [5, 3],
    [1, 40],
    [33, 17],
    [201, 13],
  ] as const)
    for (const sample of [() => 90, textureAt]) {
      const second = grayPicture(widthPx, heightPx, (x, y) => sample(x + 1, y));
      const flow = await flowBetween(grayPicture(widthPx, heightPx, sample), second);
      assert.equal(flow.data.length, 2 * widthPx * heightPx);
      assert.ok(flow.data.every(Number.isFinite), `${widthPx}x${heightPx}`);
    }
});

test('gives zero where nothing has texture', async () => {
  const flat = grayPicture(64, 48, () => 200);
  assert.ok((await flowBetween(flat, { ...flat })).data.every((value) => value === 0));
});

test('names both sizes when the pictures differ in size', async () => {
  const [first, second] = [grayPicture(20, 10, textureAt), grayPicture(21, 10, textureAt)];
  await assert.rejects(flowBetween(first, second), /20x10 and 21x10/);
});

test('stops with the cancellation error, before and during the work, and works again afterwards', async () => {
  const isCancellation = (error: unknown) => error instanceof FodvidError && error.kind === 'cancelled';
  const [first, second] = [
    grayPicture(400, 300, textureAt),
    grayPicture(400, 300, (x, y) => textureAt(x - 1, y)),
  ];
  await assert.rejects(estimator.estimatePairs(first, [second], AbortSignal.abort()), isCancellation);
  const controller = new AbortController();
  const pending = estimator.estimatePairs(first, Array<RgbImage>(12).fill(second), controller.signal);
  setTimeout(() => controller.abort(), 30);
  await assert.rejects(pending, isCancellation);
  assert.equal((await flowBetween(first, second)).data.length, 2 * 400 * 300);
});
