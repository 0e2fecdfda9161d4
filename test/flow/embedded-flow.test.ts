import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FodvidError } from '../../native/errors.ts';
import { createEmbeddedFlow } from '../../native/flow/embedded/embedded-flow.ts';
import { readFlo } from '../../native/flow/flo-file.ts';
import { readRgbImage } from '../../native/raster/image-file.ts';
import type { FlowField, RgbImage } from '../../native/raster/types.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { pictureOf, textureAt } from '../support/textures.ts';

const estimator = createEmbeddedFlow({ workers: 2 });
after(() => estimator.dispose());

const { signal } = new AbortController();

async function flowBetween(first: RgbImage, second: RgbImage): Promise<FlowField> {
  const [flow] = await estimator.estimatePairs(first, [second], signal);
  return flow!;
}

/** Mean end-point error against `truth(i)`, leaving out `margin` pixels at the border. */
function meanError(flow: FlowField, truth: (i: number) => readonly [number, number], margin = 0): number {
  const { widthPx, heightPx, data } = flow;
  let [sum, count] = [0, 0];
  for (let y = margin; y < heightPx - margin; y++)
    for (let x = margin; x < widthPx - margin; x++, count++) {
      const i = y * widthPx + x;
      const [u, v] = truth(i);
      sum += Math.hypot(data[i]! - u, data[widthPx * heightPx + i]! - v);
    }
  return sum / count;
}

goldenTest(
  'errs by at most 0.5 px on layered motion of real textures',
  golden('flowbench'),
  async (folder) => {
    const names = Array.from({ length: 16 }, (_, i) => String(i).padStart(3, '0'));
    const errors = await Promise.all(
      names.map(async (name) => {
        const [first, second] = await Promise.all(
          ['_1.png', '_2.png'].map((suffix) => readRgbImage(join(folder, name + suffix))),
        );
        const truth = (await readFlo(join(folder, `${name}.flo`))).data;
        return meanError(await flowBetween(first!, second!), (i) => [
          truth[i]!,
          truth[truth.length / 2 + i]!,
        ]);
      }),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    assert.ok(mean <= 0.5, `mean end-point error ${mean.toFixed(3)} px`);
  },
);

test('finds the translation of a textured picture', async () => {
  for (const [u, v] of [
    [0.5, -0.25],
    [6, 3],
    [-17, 9],
  ] as const) {
    const first = pictureOf(160, 120, textureAt);
    const second = pictureOf(160, 120, (x, y) => textureAt(x - u, y - v));
    const error = meanError(await flowBetween(first, second), () => [u, v], 20);
    assert.ok(error < 0.05, `(${u}, ${v}): ${error.toFixed(4)} px`);
  }
});

test('gives zero between a picture and itself', async () => {
  const picture = pictureOf(97, 61, textureAt);
  assert.ok((await flowBetween(picture, { ...picture })).data.every((value) => Math.abs(value) < 1e-3));
});

test('gives the opposite flow when the pictures are swapped', async () => {
  const first = pictureOf(128, 96, textureAt);
  const second = pictureOf(128, 96, (x, y) => textureAt(x - 3, y + 2));
  const [there] = await estimator.estimatePairs(first, [second], signal);
  const [back] = await estimator.estimatePairs(second, [first], signal);
  const count = 128 * 96;
  const error = meanError(there!, (i) => [-back!.data[i]!, -back!.data[count + i]!], 16);
  assert.ok(error < 0.05, `${error.toFixed(4)} px`);
});

test('gives bit-identical flow for any number of workers and any order', async () => {
  const frames = [0, 2, 4, 6].map((shift) => pictureOf(120, 90, (x, y) => textureAt(x - shift, y)));
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
      const second = pictureOf(widthPx, heightPx, (x, y) => sample(x + 1, y));
      const flow = await flowBetween(pictureOf(widthPx, heightPx, sample), second);
      assert.equal(flow.data.length, 2 * widthPx * heightPx);
      assert.ok(flow.data.every(Number.isFinite), `${widthPx}x${heightPx}`);
    }
});

test('gives zero where nothing has texture', async () => {
  const flat = pictureOf(64, 48, () => 200);
  assert.ok((await flowBetween(flat, { ...flat })).data.every((value) => value === 0));
});

test('names both sizes when the pictures differ in size', async () => {
  const [first, second] = [pictureOf(20, 10, textureAt), pictureOf(21, 10, textureAt)];
  await assert.rejects(flowBetween(first, second), /20x10 and 21x10/);
});

test('stops with the cancellation error, before and during the work, and works again afterwards', async () => {
  const isCancellation = (error: unknown) => error instanceof FodvidError && error.kind === 'cancelled';
  const [first, second] = [
    pictureOf(400, 300, textureAt),
    pictureOf(400, 300, (x, y) => textureAt(x - 1, y)),
  ];
  await assert.rejects(estimator.estimatePairs(first, [second], AbortSignal.abort()), isCancellation);
  const controller = new AbortController();
  const pending = estimator.estimatePairs(first, Array<RgbImage>(12).fill(second), controller.signal);
  setTimeout(() => controller.abort(), 30);
  await assert.rejects(pending, isCancellation);
  assert.equal((await flowBetween(first, second)).data.length, 2 * 400 * 300);
});
