import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OffsetFlow } from '../../native/features/embedded-motion.ts';
import { motionInputs, motionPlanes } from '../../native/features/motion-inputs.ts';
import { MotionNetworkSession } from '../../native/features/motion-network-session.ts';
import {
  initialMotionParameters,
  motionNetworkShapes,
  shippedMotionNetwork,
} from '../../native/models/motion-network.ts';
import { SeededRandom } from '../../native/base/seeded-random.ts';

const size = { widthPx: 48, heightPx: 32 };
const plane = size.widthPx * size.heightPx;
const offsets = [-2, -1, 1, 2];

/** A pan with a block that moves on its own and noise, all `scale` times as fast, in a mirror where asked. */
function flowTo(offset: number, { scale = 1, mirrored = false, noise = 0.2 } = {}): OffsetFlow {
  const random = new SeededRandom(offset);
  const data = new Float32Array(2 * plane);
  for (let i = 0; i < plane; i++) {
    const x = i % size.widthPx;
    const at = mirrored ? i - x + (size.widthPx - 1 - x) : i;
    const block = x >= 12 && x < 24 && i / size.widthPx >= 8 && i / size.widthPx < 24;
    const u = scale * offset * ((block ? 5 : 2) + noise * random.normal());
    data[at] = mirrored ? -u : u;
    data[plane + at] = scale * offset * (1 + noise * random.normal());
  }
  return { offset, flow: { ...size, data } };
}

const planeOf = (planes: Float32Array, at: number) => planes.subarray(at * plane, (at + 1) * plane);

function meanDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

test('the order of the flows does not change the inputs', () => {
  const flows = offsets.map((offset) => flowTo(offset));
  assert.deepEqual(motionInputs(flows.toReversed(), size), motionInputs(flows, size));
});

test('motion against the camera looks alike at every speed, that in the picture does not', () => {
  const [slow, fast] = [1, 8].map((scale) =>
    motionInputs(
      offsets.map((offset) => flowTo(offset, { scale })),
      size,
    ),
  ) as [Float32Array, Float32Array];
  assert.ok(meanDifference(planeOf(slow, 0), planeOf(fast, 0)) < 0.1);
  assert.ok(meanDifference(planeOf(slow, 8), planeOf(fast, 8)) > 1);
});

test('a mirror turns the horizontal components and nothing else', () => {
  const inputsOf = (mirrored: boolean) =>
    motionInputs(
      offsets.map((offset) => flowTo(offset, { mirrored, noise: 0 })),
      size,
    );
  const [plain, seen] = [inputsOf(false), inputsOf(true)];
  for (const at of Array.from({ length: motionPlanes }, (_, k) => k)) {
    const sign = [0, 2, 4, 8].includes(at) ? -1 : 1;
    const turned = planeOf(seen, at).map(
      (_, i, values) => sign * values[i - (i % size.widthPx) + size.widthPx - 1 - (i % size.widthPx)]!,
    );
    // The camera's motion is fitted to a sample of the pixels, which a mirror changes.
    assert.ok(meanDifference(planeOf(plain, at), turned) < 0.1, `plane ${at}`);
  }
});

test('inputs are finite at rest, with one neighbour and with none', () => {
  const still = offsets.map((offset) => ({ offset, flow: { ...size, data: new Float32Array(2 * plane) } }));
  for (const flows of [still, [flowTo(1)], []]) {
    const planes = motionInputs(flows, size);
    assert.equal(planes.length, motionPlanes * plane);
    assert.ok(planes.every(Number.isFinite));
  }
});

test('the network yields probabilities for every raster of whole patches', async () => {
  const weights = initialMotionParameters(motionNetworkShapes(shippedMotionNetwork), 3);
  for (const raster of [size, { widthPx: 60, heightPx: 44 }, { widthPx: 8, heightPx: 4 }]) {
    const pixels = raster.widthPx * raster.heightPx;
    const session = await MotionNetworkSession.open(weights, shippedMotionNetwork, raster);
    const random = new SeededRandom(1);
    const moving = await session.run(
      Float32Array.from({ length: motionPlanes * pixels }, () => random.normal()),
    );
    await session.dispose();
    assert.equal(moving.length, pixels);
    assert.ok(moving.every((probability) => probability >= 0 && probability <= 1));
  }
});

test('weights of another network are refused by name', async () => {
  const weights = initialMotionParameters(motionNetworkShapes({ ...shippedMotionNetwork, dim: 8 }), 3);
  await assert.rejects(
    MotionNetworkSession.open(weights, shippedMotionNetwork, size),
    /do not fit the motion network: 'embedding/,
  );
});
