import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  frameAtTime,
  frameSpacingSec,
  playPosition,
  shuttleRate,
  timecode,
} from '../../../renderer/viewer/playback/playback-clock.ts';

const steady = Array.from({ length: 100 }, (_, frame) => frame / 25);
/** A clip of variable frame rate that starts late. */
const uneven = [0.5, 0.54, 0.6, 1, 1.04];
const whole = (timesSec: readonly number[]) => ({ first: 0, last: timesSec.length - 1 });

const forwards = { fromFrame: 0, fromMs: 1000, rate: 1, loop: false, range: whole(steady) };

test('shows each frame from its own presentation time on', () => {
  for (let frame = 0; frame < steady.length; frame++) {
    const startMs = 1000 + steady[frame]! * 1000;
    assert.deepEqual(playPosition(steady, forwards, startMs), { frame, ended: false });
    assert.deepEqual(playPosition(steady, forwards, startMs + 39.9), { frame, ended: false });
  }
});

test('lets frames of a variable rate stand as long as the clip says', () => {
  const play = { ...forwards, fromMs: 0, range: whole(uneven) };
  const at = (timeMs: number) => playPosition(uneven, play, timeMs).frame;
  assert.deepEqual([0, 39, 41, 99, 101, 499, 501, 539, 541].map(at), [0, 0, 1, 1, 2, 2, 3, 3, 4]);
});

test('ends at the last frame after its own time without a loop', () => {
  assert.deepEqual(playPosition(steady, forwards, 1000 + 3999), { frame: 99, ended: false });
  assert.deepEqual(playPosition(steady, forwards, 1000 + 4001), { frame: 99, ended: true });
});

test('begins again with a loop, also over a part of the clip', () => {
  const part = { ...forwards, fromFrame: 25, range: { first: 25, last: 49 }, loop: true };
  assert.deepEqual(playPosition(steady, part, 1000 + 999), { frame: 49, ended: false });
  assert.deepEqual(playPosition(steady, part, 1000 + 1000), { frame: 25, ended: false });
  assert.deepEqual(playPosition(steady, part, 1000 + 7 * 1000 + 400), { frame: 35, ended: false });
});

test('plays backwards, every frame as long as forwards, and ends at the first', () => {
  const back = { ...forwards, fromFrame: 50, rate: -1 };
  assert.equal(playPosition(steady, back, 1000).frame, 50);
  assert.equal(playPosition(steady, back, 1039).frame, 50);
  assert.equal(playPosition(steady, back, 1041).frame, 49);
  assert.equal(playPosition(steady, back, 1000 + 50 * 40 + 39).frame, 0);
  assert.deepEqual(playPosition(steady, back, 1000 + 51 * 40 + 1), { frame: 0, ended: true });
  const looping = { ...back, loop: true };
  assert.deepEqual(playPosition(steady, looping, 1000 + 51 * 40 + 1), { frame: 99, ended: false });
});

test('plays a multiple of the real speed', () => {
  assert.equal(playPosition(steady, { ...forwards, rate: 4 }, 1500).frame, 50);
  assert.equal(playPosition(steady, { ...forwards, rate: 0.5 }, 1400).frame, 5);
});

test('plays a clip of one frame', () => {
  const still = { ...forwards, fromMs: 0, range: { first: 0, last: 0 } };
  assert.deepEqual(playPosition([0], still, 10), { frame: 0, ended: false });
  assert.deepEqual(playPosition([0], still, 41), { frame: 0, ended: true });
});

test('finds the frame shown at any time', () => {
  assert.equal(frameAtTime(uneven, -1), 0);
  assert.equal(frameAtTime(uneven, 0.6), 2);
  assert.equal(frameAtTime(uneven, 0.99), 2);
  assert.equal(frameAtTime(uneven, 99), 4);
});

test('takes the median as the spacing of frames', () => {
  assert.ok(Math.abs(frameSpacingSec(steady) - 0.04) < 1e-9);
  assert.equal(frameSpacingSec([3]), 0.04);
});

test('doubles the speed with each press of the same key and turns at real speed with the other', () => {
  assert.equal(shuttleRate(0, 1), 1);
  assert.equal(shuttleRate(1, 1), 2);
  assert.equal(shuttleRate(8, 1), 8);
  assert.equal(shuttleRate(4, -1), -1);
  assert.equal(shuttleRate(-1, -1), -2);
});

test('writes times as hours, minutes, seconds and frames', () => {
  assert.equal(timecode(0, 1 / 25), '00:00:00:00');
  assert.equal(timecode(4.28, 1 / 25), '00:00:04:07');
  assert.equal(timecode(3661 + 23 / 24, 1 / 24), '01:01:01:23');
  assert.equal(timecode(0.999999, 1 / 30), '00:00:01:00');
});
