import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clampFrame, loadOrder, nearestFrame } from '../../../renderer/viewer/playback/frame-order.ts';

const range = { first: 0, last: 99 };

test('loads this frame, then ahead in the direction of play, with one behind in nine', () => {
  const forwards = loadOrder({ frame: 50, direction: 1, range, loop: false }, 11);
  assert.deepEqual(forwards, [50, 51, 52, 53, 54, 55, 56, 57, 58, 49, 59]);
  const backwards = loadOrder({ frame: 50, direction: -1, range, loop: false }, 11);
  assert.deepEqual(backwards, [50, 49, 48, 47, 46, 45, 44, 43, 42, 51, 41]);
});

test('goes both ways where nothing plays', () => {
  const order = loadOrder({ frame: 50, direction: 0, range, loop: false }, 7);
  assert.deepEqual(order, [50, 51, 52, 49, 53, 54, 48]);
});

test('goes on at the start after the end where play loops, and turns back where it does not', () => {
  const looping = loadOrder({ frame: 98, direction: 1, range, loop: true }, 5);
  assert.deepEqual(looping, [98, 99, 0, 1, 2]);
  const once = loadOrder({ frame: 98, direction: 1, range, loop: false }, 4);
  assert.deepEqual(once, [98, 99, 97, 96]);
});

test('names every frame of a short clip once', () => {
  for (const loop of [false, true])
    for (const direction of [-1, 0, 1] as const)
      for (const frame of [0, 3, 6]) {
        const order = loadOrder({ frame, direction, range: { first: 0, last: 6 }, loop }, 100);
        assert.deepEqual(
          order.toSorted((a, b) => a - b),
          [0, 1, 2, 3, 4, 5, 6],
        );
        assert.equal(order[0], frame);
      }
});

test('finds the nearest frame that is there within its reach', () => {
  const there = new Set([10, 17]);
  const isThere = (frame: number) => there.has(frame);
  assert.equal(nearestFrame(12, 8, isThere), 10);
  assert.equal(nearestFrame(14, 8, isThere), 17);
  assert.equal(nearestFrame(17, 8, isThere), 17);
  assert.equal(nearestFrame(40, 8, isThere), undefined);
});

test('keeps a frame within a range', () => {
  assert.equal(clampFrame(-3, range), 0);
  assert.equal(clampFrame(300, range), 99);
  assert.equal(clampFrame(41.6, range), 42);
});
