import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { blockLevels, type MattedFrame, smoothingReaches } from '../../native/matte/temporal-smoothing.ts';
import { smoothedMattes } from '../../native/runs/mattes/smoothed-mattes.ts';
import { smoothMatteTask } from '../../native/runs/mattes/smooth-matte-task.ts';

const size = { widthPx: 64, heightPx: 48 };
const PIXELS = 64 * 48;
const FRAMES = 9;
/** Nothing moves: half floats, [4, 2, H, W]. */
const flows = {
  offsets: [-2, -1, 1, 2],
  size: { widthPx: 8, heightPx: 6 },
  bytes: new Uint8Array(2 * 8 * 48),
};

const isDisc = (i: number) => Math.hypot((i % 64) - 32, Math.floor(i / 64) - 24) < 14;
const isBitten = (i: number) => isDisc(i) && i % 64 > 36;
const maskOf = (inside: (i: number) => boolean) =>
  Array.from({ length: PIXELS }, (_, i) => Number(inside(i)));

interface IndexedMatte extends MattedFrame {
  readonly index: number;
}

/** Frames that look alike, brighter by as much as `brighterBy` says, with hard masks. */
async function* mattes(
  inside: (index: number) => (i: number) => boolean,
  brighterBy: (index: number) => number = () => 0,
): AsyncGenerator<IndexedMatte> {
  for (let index = 0; index < FRAMES; index++) {
    const random = new SeededRandom(5);
    const data = Uint8Array.from({ length: 3 * PIXELS }, () => 60 + 80 * random.next() + brighterBy(index));
    const alpha = Uint16Array.from(maskOf(inside(index)), (value) => 65535 * value);
    yield await Promise.resolve({
      index,
      frame: { ...size, data },
      alpha,
      blocks: blockLevels(alpha, size),
    });
  }
}

/** The masks after all times of smoothing. */
async function smoothed(source: AsyncIterable<IndexedMatte>): Promise<number[][]> {
  const all = smoothingReaches.reduce<AsyncIterable<IndexedMatte>>(
    (from, reach) =>
      smoothedMattes(from, reach, (own, neighbours) =>
        Promise.resolve(smoothMatteTask({ own, neighbours, flows, amount: 0.7 })),
      ),
    source,
  );
  const masks: number[][] = [];
  for await (const { index, alpha } of all) {
    assert.equal(index, masks.length);
    masks.push(Array.from(alpha, (level) => level >> 15));
  }
  return masks;
}

test('what one frame has lost comes back from those around, and the others stay', async () => {
  const masks = await smoothed(mattes((index) => (index === 4 ? isBitten : isDisc)));
  assert.equal(masks.length, FRAMES);
  for (const mask of masks) assert.deepEqual(mask, maskOf(isDisc));
});

test('what one frame alone shows goes', async () => {
  const masks = await smoothed(mattes((index) => (index === 4 ? isDisc : isBitten)));
  for (const mask of masks) assert.deepEqual(mask, maskOf(isBitten));
});

test('a frame that looks different keeps its own', async () => {
  const masks = await smoothed(
    mattes(
      (index) => (index === 4 ? isBitten : isDisc),
      (index) => (index === 4 ? 100 : 0),
    ),
  );
  masks.forEach((mask, index) => assert.deepEqual(mask, maskOf(index === 4 ? isBitten : isDisc)));
});

test('a lasting change stays sharp in time', async () => {
  const masks = await smoothed(mattes((index) => (index < 4 ? isBitten : isDisc)));
  masks.forEach((mask, index) => assert.deepEqual(mask, maskOf(index < 4 ? isBitten : isDisc), `${index}`));
});
