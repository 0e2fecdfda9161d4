import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createArflow, createGmflow } from '../../native/flow/network-flow.ts';
import { gmflowShapes } from '../../native/models/gmflow/gmflow-config.ts';
import { pwcLiteShapes } from '../../native/models/pwclite/pwclite-config.ts';
import { randomWeights, wavyPicture } from '../support/weights/random-weights.ts';

const arflowWeights = randomWeights(
  pwcLiteShapes({
    pyramid: [4, 6, 8],
    flowLevels: 2,
    reducedChannels: 4,
    searchRange: 1,
    estimator: [6, 6, 5, 5, 4],
    context: [5, 5, 5, 5, 4, 4],
  }),
);
const gmflowWeights = randomWeights(
  gmflowShapes({ encoder: [4, 6, 8], channels: 8, layers: 2, hiddenChannels: 12, upsamplerChannels: 8 }),
);
const estimators = [
  ['arflow', () => createArflow({ weights: arflowWeights, provider: 'cpu', weightsSha256: 'abc' })],
  ['gmflow', () => createGmflow({ weights: gmflowWeights, provider: 'cpu' })],
] as const;
const { signal } = new AbortController();

for (const [id, create] of estimators)
  describe(`the flow of ${id}`, () => {
    test('comes for each second picture, in their order and at their size, however many there are', async () => {
      const estimator = create();
      assert.equal(estimator.id, id);
      const first = wavyPicture(40, 24);
      const seconds = [1, 2, 3, 4, 5, 6].map((shift) => wavyPicture(40, 24, shift, 0));
      const [together, ...apart] = await Promise.all([
        estimator.estimatePairs(first, seconds, signal),
        ...seconds.map((second) => estimator.estimatePairs(first, [second], signal)),
      ]);
      await estimator.dispose();
      assert.equal(together.length, 6);
      together.forEach((field, i) => {
        const alone = apart[i]![0]!;
        assert.deepEqual([field.widthPx, field.heightPx, field.data.length], [40, 24, 2 * 40 * 24]);
        assert.ok(field.data.every((value, at) => Math.abs(value - alone.data[at]!) <= 1e-3));
      });
      assert.notDeepEqual(together[0]!.data, together[5]!.data);
    });

    test('comes for pictures of one size after another', async () => {
      const estimator = create();
      for (const [widthPx, heightPx] of [
        [40, 24],
        [19, 33],
        [40, 24],
      ] as const) {
        const pair = [wavyPicture(widthPx, heightPx), wavyPicture(widthPx, heightPx, 1, 1)] as const;
        const [field] = await estimator.estimatePairs(pair[0], [pair[1]], signal);
        assert.deepEqual([field!.widthPx, field!.heightPx], [widthPx, heightPx]);
      }
      await estimator.dispose();
    });

    test('is refused for pictures of different sizes, and once it is cancelled', async () => {
      const estimator = create();
      const first = wavyPicture(40, 24);
      await assert.rejects(estimator.estimatePairs(first, [wavyPicture(24, 40)], signal), /40x24 and 24x40/);
      await assert.rejects(estimator.estimatePairs(first, [first], AbortSignal.abort()), {
        kind: 'cancelled',
      });
      assert.equal((await estimator.estimatePairs(first, [first], signal)).length, 1);
      await estimator.dispose();
    });

    test('is the same each time', async () => {
      const pair = [wavyPicture(40, 24), wavyPicture(40, 24, 2, 1)] as const;
      const fields = [];
      for (const estimator of [create(), create()]) {
        fields.push(await estimator.estimatePairs(pair[0], [pair[1]], signal));
        await estimator.dispose();
      }
      assert.deepEqual(fields[0], fields[1]);
    });
  });

test('weights of another network are refused before anything runs', () => {
  assert.throws(() => createArflow({ weights: gmflowWeights, provider: 'cpu' }), /PWC-Lite of ARFlow/);
  assert.throws(() => createGmflow({ weights: arflowWeights, provider: 'cpu' }), /do not fit GMFlow/);
});

test('the digest of the weights is part of what the estimator says of itself', () => {
  assert.equal(estimators[0][1]().weightsSha256, 'abc');
  assert.equal(estimators[1][1]().weightsSha256, undefined);
});
