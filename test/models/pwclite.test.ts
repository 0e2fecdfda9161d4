import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readPwcLiteConfig } from '../../native/models/pwclite/pwclite-config.ts';
import { costVolume } from '../../native/models/pwclite/cost-volume.ts';
import { buildPwcLite } from '../../native/models/pwclite/pwclite.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import { createSession } from '../../native/onnx/session.ts';
import { readStateDict } from '../../native/weights/formats/weight-file.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { wavyPicture } from '../support/weights/random-weights.ts';
import { flowOf } from './flow-network-runs.ts';
import { pwcLiteWeights, smallPwcLite } from './small-networks.ts';

describe('PWC-Lite of any configuration', () => {
  test('is read from the shapes of the tensors', () => {
    assert.deepEqual(readPwcLiteConfig(pwcLiteWeights()), smallPwcLite);
  });

  for (const [widthPx, heightPx] of [
    [48, 32],
    [61, 37],
    [5, 90],
    [1, 1],
  ] as const)
    test(`yields a flow of ${widthPx}x${heightPx} pixels for pictures of that size`, async () => {
      const pictures = [wavyPicture(widthPx, heightPx), wavyPicture(widthPx, heightPx, 1, 2)] as const;
      const flow = await flowOf(buildPwcLite, pwcLiteWeights(), pictures);
      assert.ok(flow.every(Number.isFinite));
      assert.ok(flow.some((value) => value !== 0));
    });

  test('finds the same flow for a pair alone and among others', async () => {
    const weights = pwcLiteWeights();
    const [first, near, far] = [0, 1, 3].map((shift) => wavyPicture(40, 24, shift, -shift));
    const together = await flowOf(buildPwcLite, weights, [first!, near!, far!]);
    const apart = [
      ...(await flowOf(buildPwcLite, weights, [first!, near!])),
      ...(await flowOf(buildPwcLite, weights, [first!, far!])),
    ];
    const largest = Math.max(...apart.map(Math.abs));
    assert.ok(together.every((value, i) => Math.abs(value - apart[i]!) <= 1e-4 * largest));
  });
});

describe('weights that do not fit PWC-Lite', () => {
  const refused = (change: (weights: ReturnType<typeof pwcLiteWeights>) => void, message: RegExp) => {
    const weights = pwcLiteWeights();
    change(weights);
    assert.throws(() => readPwcLiteConfig(weights), { name: 'FodvidError', kind: 'failed', message });
  };

  test('are refused with the name of the missing tensor', () =>
    refused(
      (weights) => weights.delete('context_networks.convs.3.0.bias'),
      /'context_networks\.convs\.3\.0\.bias' is missing/,
    ));

  test('are refused with the name of the surplus tensor', () =>
    refused(
      (weights) => weights.set('extra.weight', { shape: [1], data: new Float32Array(1) }),
      /'extra\.weight' is not part of it/,
    ));

  test('are refused with the name and the shapes of the misshapen tensor', () =>
    refused(
      (weights) => weights.set('conv_1x1.1.0.weight', { shape: [5, 8, 3, 3], data: new Float32Array(360) }),
      /'conv_1x1\.1\.0\.weight' is \[5, 8, 3, 3\], not \[5, 8, 1, 1\]/,
    ));

  test('are refused where they are those of three frames', () =>
    refused((weights) => {
      const inputs = 5 + 2 * (25 + 2);
      const data = new Float32Array(8 * inputs * 9);
      weights.set('flow_estimators.conv1.0.weight', { shape: [8, inputs, 3, 3], data });
    }, /'flow_estimators\.conv1\.0\.weight' is not that of two frames/));

  goldenTest('are refused where they are of another family', golden('gmflow', 'gmflow.pth'), async (path) => {
    const weights = await readStateDict(path);
    assert.throws(() => readPwcLiteConfig(weights), /do not fit a PWC-Lite of ARFlow: '.*' is missing/);
  });
});

/** Costs by their definition: see `costVolume`. */
function costsByDefinition(
  first: Float32Array,
  second: Float32Array,
  [pairs, channels, height, width]: readonly [number, number, number, number],
  range: number,
): number[] {
  const at = (data: Float32Array, n: number, c: number, y: number, x: number): number =>
    y < 0 || y >= height || x < 0 || x >= width ? 0 : data[((n * channels + c) * height + y) * width + x]!;
  const side = 2 * range + 1;
  return Array.from({ length: pairs * side ** 2 * height * width }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    const shift = Math.floor(i / (width * height)) % side ** 2;
    const pair = Math.floor(i / (width * height * side ** 2));
    const [dy, dx] = [Math.floor(shift / side) - range, (shift % side) - range];
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += at(first, 0, c, y, x) * at(second, pair, c, y + dy, x + dx);
    return sum / channels;
  });
}

describe('the cost volume', () => {
  for (const [pairs, channels, height, width, range] of [
    [1, 3, 5, 7, 1],
    [2, 4, 3, 32, 4],
    [1, 2, 2, 45, 3],
    [3, 1, 1, 1, 2],
    [1, 5, 4, 64, 4],
  ] as const)
    test(`is the mean product with each neighbour (${pairs} pairs, ${height}x${width}, range ${range})`, async () => {
      const graph = new GraphBuilder();
      const shape = [pairs, channels, height, width] as const;
      const values = (count: number, step: number) =>
        Float32Array.from({ length: count * channels * height * width }, (_, i) => Math.sin(i * step));
      const [first, second] = [values(1, 1.3), values(pairs, 0.7)];
      const firstInput = graph.input('first', [1, ...shape.slice(1)]);
      graph.output('costs', costVolume(firstInput, graph.input('second', shape), range));
      const session = await createSession(graph);
      const costs = (await session.run({ first, second }))['costs']!.data as Float32Array;
      await session.dispose();
      const wanted = costsByDefinition(first, second, shape, range);
      assert.equal(costs.length, wanted.length);
      costs.forEach((cost, i) => assert.ok(Math.abs(cost - wanted[i]!) < 1e-5, `cost ${i}`));
    });
});
