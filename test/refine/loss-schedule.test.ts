import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawSample } from '../../native/refine/loss-schedule.ts';
import { SeededRandom } from '../../native/base/seeded-random.ts';

const frames = {
  usable: [0, 1, 2, 4],
  neighbours: (frame: number) =>
    [-2, -1, 1, 2].filter((offset) => frame !== 4 && frame + offset >= 0 && frame + offset < 3),
};

const draws = (seed: number, count: number) => {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => drawSample(random, frames));
};

test('half of the samples are compared with their own pseudo mask', () => {
  const drawn = draws(1, 20_000).filter(({ frame }) => frame !== 4);
  const own = drawn.filter(({ offset }) => offset === 0).length / drawn.length;
  assert.ok(Math.abs(own - 0.5) < 0.02, String(own));
});

test('the others are compared with every neighbour of the shot equally often', () => {
  const offsets = draws(2, 20_000)
    .filter(({ frame, offset }) => frame === 1 && offset !== 0)
    .map(({ offset }) => offset);
  assert.deepEqual([...new Set(offsets)].sort(), [-1, 1]);
  const later = offsets.filter((offset) => offset === 1).length / offsets.length;
  assert.ok(Math.abs(later - 0.5) < 0.03, String(later));
});

test('only usable frames are drawn, each equally often', () => {
  const drawn = draws(3, 20_000).map(({ frame }) => frame);
  assert.deepEqual([...new Set(drawn)].sort(), frames.usable);
  for (const frame of frames.usable) {
    const share = drawn.filter((one) => one === frame).length / drawn.length;
    assert.ok(Math.abs(share - 0.25) < 0.02, `${frame}: ${share}`);
  }
});

test('a frame without neighbours has its own pseudo mask only', () => {
  const alone = draws(4, 2000).filter(({ frame }) => frame === 4);
  assert.ok(alone.length > 0);
  assert.ok(alone.every(({ offset }) => offset === 0));
});

test('the same seed draws the same samples', () => {
  assert.deepEqual(draws(5, 50), draws(5, 50));
  assert.notDeepEqual(draws(5, 50), draws(6, 50));
});
