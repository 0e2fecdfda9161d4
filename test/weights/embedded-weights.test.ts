import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { MotionNetworkSession } from '../../native/features/motion-network-session.ts';
import { embeddedWeights, embeddedWeightsUrl } from '../../native/weights/library/embedded-weights.ts';
import { decodeRecord } from '../../native/training/embedded-motion/scene-record.ts';
import sceneTask from '../../native/training/embedded-motion/scene-task.ts';
import { trainingSample } from '../../native/training/embedded-motion/training-sample.ts';
import { shippedMotionNetwork } from '../../native/models/motion-network.ts';

const sceneSize = { widthPx: 320, heightPx: 176 };
const size = { widthPx: 160, heightPx: 88 };
const asFilmed = { mirrored: false, reversed: false, offsets: 'all' } as const;

test('the shipped weights are small and fit the network of this program', async () => {
  assert.ok(statSync(embeddedWeightsUrl).size < 8e6);
  const { weights, sha256 } = await embeddedWeights();
  assert.match(sha256, /^[0-9a-f]{64}$/);
  const session = await MotionNetworkSession.open(weights, shippedMotionNetwork, size);
  await session.dispose();
});

test('the shipped network finds the objects of scenes that it has never seen, at a size that is not its own', async () => {
  const { weights } = await embeddedWeights();
  const session = await MotionNetworkSession.open(weights, shippedMotionNetwork, size);
  let [both, either] = [0, 0];
  for (let seed = 2_000_000; seed < 2_000_010; seed++) {
    const record = decodeRecord(
      sceneTask({ seed, size: sceneSize, recordSize: size, picturesPath: null }),
      size,
    );
    const moving = await session.run(trainingSample(record, asFilmed).planes);
    moving.forEach((probability, i) => {
      const [said, is] = [probability >= 0.5, record.share[i]! >= 128];
      if (said && is) both++;
      if (said || is) either++;
    });
  }
  await session.dispose();
  assert.ok(both / either > 0.5, `the overlap is ${both / either}`);
});
