import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBlackBarDetector } from '../../native/video/black-bars.ts';
import { grayPicture } from '../support/clips/gray-texture.ts';

const [width, height] = [64, 40];
const barsOf = (...frames: ((x: number, y: number) => number)[]) => {
  const detector = createBlackBarDetector();
  for (const sample of frames) detector.push(grayPicture(width, height, sample));
  return detector.bars();
};
const none = { top: 0, bottom: 0, left: 0, right: 0 };

test('finds bars at each side, also noisy ones', () => {
  const sample = (x: number, y: number) => (y >= 4 && y < 30 && x >= 8 && x < 62 ? 90 : (x * y) % 20);
  assert.deepEqual(barsOf(sample), { top: 0.1, bottom: 0.25, left: 0.125, right: 1 / 32 });
});

test('what is seen in a single frame is no bar', () => {
  const bars = (_: number, y: number) => (y < 10 || y >= 30 ? 0 : 120);
  const lamp = (x: number, y: number) => (x === 20 && y === 2 ? 200 : bars(x, y));
  assert.deepEqual(barsOf(bars, bars), { ...none, top: 0.25, bottom: 0.25 });
  assert.deepEqual(barsOf(bars, lamp, bars), { ...none, top: 0.05, bottom: 0.25 });
});

test('black frames and dark scenes alone have no bars', () => {
  assert.deepEqual(
    barsOf(() => 0),
    none,
  );
  assert.deepEqual(
    barsOf(
      () => 5,
      () => 130,
    ),
    none,
  );
});
