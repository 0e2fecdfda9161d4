import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readGmflowConfig } from '../../native/models/gmflow/gmflow-config.ts';
import { buildGmflow } from '../../native/models/gmflow/gmflow.ts';
import { globalMatching } from '../../native/models/gmflow/matching.ts';
import { regionCodes, reordering, windowOrder } from '../../native/models/gmflow/windows.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import { createSession } from '../../native/onnx/session.ts';
import { readStateDict } from '../../native/weights/formats/weight-file.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { randomWeights, wavyPicture } from '../support/weights/random-weights.ts';
import { flowOf } from './flow-network-runs.ts';
import { gmflowWeights, smallGmflow } from './small-networks.ts';

describe('GMFlow of any configuration', () => {
  test('is read from the shapes of the tensors', () => {
    assert.deepEqual(readGmflowConfig(gmflowWeights()), smallGmflow);
  });

  for (const [widthPx, heightPx] of [
    [48, 32],
    [61, 37],
    [5, 90],
    [1, 1],
  ] as const)
    test(`yields a flow of ${widthPx}x${heightPx} pixels for pictures of that size`, async () => {
      const pictures = [wavyPicture(widthPx, heightPx), wavyPicture(widthPx, heightPx, 1, 2)] as const;
      const flow = await flowOf(buildGmflow, gmflowWeights(), pictures);
      assert.ok(flow.every(Number.isFinite));
    });

  test('finds the same flow for a pair alone and among others', async () => {
    const weights = gmflowWeights();
    const [first, near, far] = [0, 1, 3].map((shift) => wavyPicture(48, 32, shift, -shift));
    const together = await flowOf(buildGmflow, weights, [first!, near!, far!]);
    const apart = [
      ...(await flowOf(buildGmflow, weights, [first!, near!])),
      ...(await flowOf(buildGmflow, weights, [first!, far!])),
    ];
    const largest = Math.max(...apart.map(Math.abs));
    assert.ok(largest > 0);
    assert.ok(together.every((value, i) => Math.abs(value - apart[i]!) <= 1e-3 * largest));
  });
});

test('global matching finds where each token has gone, also of more tokens than are scored at once', async () => {
  const [rows, cols, channels] = [48, 50, 32];
  const tokens = rows * cols;
  const { data: first } = randomWeights(new Map([['features', [tokens, channels]]])).get('features')!;
  for (let token = 0; token < tokens; token++) {
    const features = first.subarray(token * channels, (token + 1) * channels);
    const length = Math.hypot(...features);
    features.forEach((value, c) => (features[c] = (40 * value) / length));
  }
  const second = new Float32Array(tokens * channels);
  const [down, right] = [5, -7];
  const goal = (token: number): readonly [number, number] => [
    ((token % cols) + right + cols) % cols,
    (Math.floor(token / cols) + down) % rows,
  ];
  for (let token = 0; token < tokens; token++) {
    const [x, y] = goal(token);
    const features = first.subarray(token * channels, (token + 1) * channels);
    second.set(features, (y * cols + x) * channels);
  }
  const graph = new GraphBuilder();
  const [a, b] = ['first', 'second'].map((name) => graph.input(name, [1, tokens, channels]));
  graph.output('flow', globalMatching(a!, b!, cols));
  const session = await createSession(graph);
  const flow = (await session.run({ first, second }))['flow']!.data as Float32Array;
  await session.dispose();
  for (let token = 0; token < tokens; token++) {
    const [x, y] = goal(token);
    const error = Math.hypot(
      flow[2 * token]! - (x - (token % cols)),
      flow[2 * token + 1]! - (y - Math.floor(token / cols)),
    );
    assert.ok(error < 1e-3, `token ${token}: off by ${error}`);
  }
});

describe('weights that do not fit GMFlow', () => {
  const refused = (change: (weights: ReturnType<typeof gmflowWeights>) => void, message: RegExp) => {
    const weights = gmflowWeights();
    change(weights);
    assert.throws(() => readGmflowConfig(weights), { name: 'FodvidError', kind: 'failed', message });
  };

  test('are refused with the name of the missing tensor', () =>
    refused(
      (weights) => weights.delete('transformer.layers.1.self_attn.merge.weight'),
      /'transformer\.layers\.1\.self_attn\.merge\.weight' is missing/,
    ));

  test('are refused with the name of the surplus tensor (the refining scale of GMFlow)', () =>
    refused(
      (weights) => weights.set('backbone.trident_conv.weight', { shape: [1], data: new Float32Array(1) }),
      /'backbone\.trident_conv\.weight' is not part of it/,
    ));

  test('are refused with the name and the shapes of the misshapen tensor', () =>
    refused(
      (weights) =>
        weights.set('upsampler.2.weight', { shape: [144, 12, 1, 1], data: new Float32Array(1728) }),
      /'upsampler\.2\.weight' is \[144, 12, 1, 1\], not \[576, 12, 1, 1\]/,
    ));

  goldenTest(
    'are refused where they are of another family',
    golden('arflow', 'pwclite_ar.tar'),
    async (path) => {
      const weights = await readStateDict(path);
      assert.throws(() => readGmflowConfig(weights), /do not fit GMFlow: '.*' is missing/);
    },
  );
});

describe('windows of tokens', () => {
  const grid = { rows: 6, cols: 8 };
  const orders = [false, true].map((shifted) => windowOrder(grid, shifted));

  test('hold every token once', () => {
    const all = Array.from({ length: 48 }, (_, i) => i);
    for (const order of orders)
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        all,
      );
  });

  test('follow one another, rows within each', () => {
    assert.deepEqual([...orders[0]!.slice(0, 12)], [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19]);
    // Half a window later: one row of three, two columns of four.
    assert.deepEqual([...orders[1]!.slice(0, 4)], [10, 11, 12, 13]);
    assert.deepEqual([...orders[1]!.slice(36, 40)], [38, 39, 32, 33]);
  });

  test('are reached from each other by reordering', () => {
    const places = reordering(orders[0]!, orders[1]!);
    assert.deepEqual(
      places.map((place) => orders[0]![place]!),
      orders[1],
    );
  });

  test('tell by their codes which tokens are neighbours in the picture too', () => {
    const codes = regionCodes(grid);
    // In a shifted window two tokens are neighbours where going around did not bring one of them in: both rows, and
    // both columns, are on the same side of the shift.
    const goneAround = (token: number): readonly boolean[] => [Math.floor(token / 8) < 1, token % 8 < 2];
    for (let window = 0; window < 4; window++)
      for (let i = 0; i < 12; i++)
        for (let j = 0; j < 12; j++) {
          const [a, b] = [window * 12 + i, window * 12 + j];
          const product = [0, 1, 2, 3].reduce((sum, k) => sum + codes[4 * a + k]! * codes[4 * b + k]!, 0);
          const same = goneAround(orders[1]![a]!).join() === goneAround(orders[1]![b]!).join();
          assert.equal(product, same ? 4 : 0);
        }
  });
});
