import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  frameAfterKey,
  frameAt,
  frameCenter,
  frameStart,
  rulerFrames,
  shotOf,
} from '../../../renderer/timeline/strip-geometry.ts';

test('the middle of every frame leads back to it, for clips of any length', () => {
  for (const frameCount of [1, 7, 900, 10_000]) {
    const strip = { frameCount, widthPx: 1013 };
    for (let frame = 0; frame < frameCount; frame++)
      assert.equal(frameAt(strip, frameCenter(strip, frame)), frame);
    assert.equal(frameStart(strip, 0), 0);
  }
});

test('places beyond the ends give the first and the last frame', () => {
  const strip = { frameCount: 24, widthPx: 480 };
  assert.equal(frameAt(strip, -30), 0);
  assert.equal(frameAt(strip, 9000), 23);
  assert.equal(frameAt({ frameCount: 24, widthPx: 0 }, 3), 0);
});

test('knows the shot of a frame', () => {
  assert.deepEqual(shotOf(3, [], 10), { first: 0, last: 9 });
  assert.deepEqual(shotOf(3, [4, 7], 10), { first: 0, last: 3 });
  assert.deepEqual(shotOf(4, [4, 7], 10), { first: 4, last: 6 });
  assert.deepEqual(shotOf(9, [4, 7], 10), { first: 7, last: 9 });
});

test('keys move by a frame, a tenth of the clip, and to the ends', () => {
  assert.equal(frameAfterKey(5, 'ArrowRight', 100), 6);
  assert.equal(frameAfterKey(0, 'ArrowLeft', 100), 0);
  assert.equal(frameAfterKey(5, 'PageUp', 100), 15);
  assert.equal(frameAfterKey(5, 'End', 100), 99);
  assert.equal(frameAfterKey(5, 'x', 100), null);
});

test('numbers a ruler in round steps that leave room for the numbers', () => {
  assert.deepEqual(
    rulerFrames({ frameCount: 48, widthPx: 1000 }, 60),
    [0, 5, 10, 15, 20, 25, 30, 35, 40, 45],
  );
  assert.deepEqual(rulerFrames({ frameCount: 10_000, widthPx: 500 }, 60), [0, 2000, 4000, 6000, 8000]);
  assert.deepEqual(
    rulerFrames({ frameCount: 48, widthPx: 1000 }, 60, 17),
    [3, 8, 13, 18, 23, 28, 33, 38, 43],
  );
  assert.deepEqual(rulerFrames({ frameCount: 3, widthPx: 900 }, 60), [0, 1, 2]);
});
