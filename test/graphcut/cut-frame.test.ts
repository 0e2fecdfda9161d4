import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { withAffinity } from '../../native/graphcut/affinity/affinity.ts';
import { cutFrame } from '../../native/graphcut/cut-frame.ts';
import { type FrameCutOptions, paperCutOptions } from '../../native/graphcut/cut-types.ts';
import type { PatchFeatures } from '../../native/raster/types.ts';
import { denseWeights, patchFeatures, randomFeatures } from './graphs.ts';

function cosine({ data, dim }: PatchFeatures, i: number, j: number): number {
  const row = (k: number) => Array.from(data.subarray(k * dim, (k + 1) * dim));
  const [x, y] = [row(i), row(j)];
  const lengths = Math.hypot(...x) * Math.hypot(...y);
  return lengths === 0 ? 0 : x.reduce((sum, entry, k) => sum + entry * y[k]!, 0) / lengths;
}

const failure = (pattern: RegExp, kind: string) => (error: unknown) =>
  error instanceof FodvidError && error.kind === kind && pattern.test(error.message);

/** The graph, in memory of its own. */
const computeAffinity = (appearance: PatchFeatures, flow: PatchFeatures, options: FrameCutOptions) =>
  withAffinity(appearance, flow, options, (affinity) => structuredClone(affinity));

describe('withAffinity', () => {
  test('joins patches by alpha · cos(appearance) + (1 - alpha) · cos(flow)', async () => {
    const appearance = randomFeatures(5, 8, 7, 1);
    const flow = randomFeatures(5, 8, 3, 2);
    for (const [alpha, tau] of [
      [0.7, 0.25],
      [0, 0.1],
      [1, -0.2],
    ] as const) {
      const weights = denseWeights(await computeAffinity(appearance, flow, { alpha, tau, eps: 1e-5 }));
      weights.forEach((row, i) =>
        row.forEach((w, j) => {
          const s = alpha * cosine(appearance, i, j) + (1 - alpha) * cosine(flow, i, j);
          // float32 leaves open what lies within its rounding of tau
          if (Math.abs(s - tau) > 1e-6) assert.equal(w, s >= tau ? 1 : 1e-5);
        }),
      );
    }
  });

  test('gives frames of different sizes their own graphs when they are asked for at once', async () => {
    const frames = [4, 7, 4, 6, 7].map((rows, k) => [
      randomFeatures(rows, 9, 5, k),
      randomFeatures(rows, 9, 4, k),
    ]);
    const graphOf = ([appearance, flow]: PatchFeatures[]) =>
      computeAffinity(appearance!, flow!, paperCutOptions);
    const together = await Promise.all(frames.map(graphOf));
    for (const [k, frame] of frames.entries()) assert.deepEqual(together[k], await graphOf(frame));
  });

  test('does not depend on the length of the feature vectors', async () => {
    const appearance = randomFeatures(4, 4, 6, 3);
    const flow = randomFeatures(4, 4, 6, 4);
    const huge = { ...appearance, data: appearance.data.map((x) => x * 2 ** 120) };
    const tiny = { ...flow, data: flow.data.map((x) => x * 2 ** -100) };
    assert.deepEqual(
      await computeAffinity(huge, tiny, paperCutOptions),
      await computeAffinity(appearance, flow, paperCutOptions),
    );
  });

  test('the cosine of a zero vector is 0', async () => {
    const zero = patchFeatures(2, 2, 3, new Float32Array(12));
    const joined = await computeAffinity(zero, zero, { alpha: 0.7, tau: 0, eps: 1e-5 });
    assert.deepEqual([...joined.degree], [4, 4, 4, 4]);
    const apart = await computeAffinity(zero, zero, { alpha: 0.7, tau: 0.1, eps: 1e-5 });
    assert.ok(apart.degree.every((d) => Math.abs(d - 4e-5) < 1e-18));
  });

  test('refuses options out of range', async () => {
    const features = randomFeatures(2, 2, 3, 1);
    const refused = (options: Partial<typeof paperCutOptions>, pattern: RegExp) =>
      assert.rejects(
        computeAffinity(features, features, { ...paperCutOptions, ...options }),
        failure(pattern, 'usage'),
      );
    await refused({ alpha: 2 }, /alpha is 2; it must be a number from 0 to 1/);
    await refused({ alpha: NaN }, /alpha/);
    await refused({ tau: -1.5 }, /tau is -1.5; it must be a number from -1 to 1/);
    await refused({ eps: 0 }, /eps is 0/);
  });

  test('names the frame and the patch where a feature is not finite', async () => {
    const good = randomFeatures(3, 4, 5, 1);
    for (const value of [NaN, Infinity, -Infinity]) {
      const bad = { ...good, data: good.data.with(6 * 5 + 2, value) };
      await assert.rejects(
        computeAffinity(good, bad, { ...paperCutOptions, label: 'frame 12 of dog' }),
        failure(/flow features of frame 12 of dog are not finite at patch row 1, column 2/, 'failed'),
      );
    }
  });

  test('refuses features of different grids, and of no patches', async () => {
    const pair = [randomFeatures(3, 4, 5, 1), randomFeatures(4, 3, 5, 1)] as const;
    await assert.rejects(computeAffinity(...pair, paperCutOptions), failure(/same grid/, 'failed'));
    const none = patchFeatures(0, 0, 5, []);
    await assert.rejects(computeAffinity(none, none, paperCutOptions), failure(/0 x 0/, 'failed'));
    const short = patchFeatures(2, 2, 5, new Float32Array(19));
    await assert.rejects(computeAffinity(short, short, paperCutOptions), failure(/19 values/, 'failed'));
  });
});

describe('cutFrame', () => {
  /** Two kinds of patches, a 3 x 4 object in an 8 x 10 frame, alike in appearance or in motion only. */
  const object = (patch: number) => patch % 10 >= 4 && patch % 10 < 8 && patch >= 20 && patch < 50;
  const two = patchFeatures(
    8,
    10,
    2,
    Array.from({ length: 80 }, (_, p) => (object(p) ? [1, 0.1] : [0.1, 1])).flat(),
  );
  const same = patchFeatures(8, 10, 2, new Float32Array(160).fill(1));

  test('finds the object by appearance, by motion, or by both', async () => {
    for (const [appearance, flow, tau] of [
      [two, two, 0.25],
      [two, same, 0.6],
      [same, two, 0.85],
    ] as const) {
      const { partition, eigenvalue } = await cutFrame(appearance, flow, { alpha: 0.7, tau, eps: 1e-5 });
      assert.deepEqual(
        [...partition],
        Array.from({ length: 80 }, (_, p) => Number(object(p))),
      );
      assert.ok(eigenvalue < 0.01);
    }
  });

  test('an alpha of 1 is blind to motion', async () => {
    const cut = await cutFrame(same, two, { alpha: 1, tau: 0.25, eps: 1e-5 });
    assert.ok(Math.abs(cut.eigenvalue - 1) < 1e-9, 'no structure');
  });

  test('a single patch is not divided', async () => {
    const one = patchFeatures(1, 1, 3, [1, 2, 3]);
    const cut = await cutFrame(one, one, { ...paperCutOptions, eigenvectors: 2 });
    assert.deepEqual([[...cut.eigenvector], [...cut.partition], cut.eigenvalue], [[0], [0], 0]);
  });

  test('features that are zero everywhere are cut without an error', async () => {
    const zero = patchFeatures(4, 5, 3, new Float32Array(60));
    const cut = await cutFrame(zero, zero, paperCutOptions);
    assert.ok(cut.eigenvector.every(Number.isFinite));
    assert.ok(Math.abs(cut.eigenvalue - 1) < 1e-9);
  });

  test('gives the same bits every time', async () => {
    const appearance = randomFeatures(12, 20, 16, 9);
    const flow = randomFeatures(12, 20, 16, 10);
    const options = { ...paperCutOptions, tau: 0.05, eigenvectors: 3 };
    const first = await cutFrame(appearance, flow, options);
    assert.deepEqual(await cutFrame(appearance, flow, options), first);
  });
});
