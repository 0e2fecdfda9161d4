import assert from 'node:assert/strict';
import { test } from 'node:test';
import { motionGap, outlineStep } from '../../native/graphcut/choice/left-out-motion.ts';

const grid = { rows: 8, cols: 12 };
const planeOf = (value: (row: number, col: number) => number) =>
  Float32Array.from({ length: 96 }, (_, node) => value(Math.floor(node / 12), node % 12));
const within = (first: number, last: number) =>
  planeOf((row, col) => Number(row >= 2 && row < 6 && col >= first && col < last));

const own = within(2, 10);
const kept = within(2, 6);

test('what ends abruptly has a step of its motion, what fades out has little', () => {
  const abrupt = own.map((inside) => 2 * inside);
  assert.ok(Math.abs(outlineStep([{ own, kept, salience: abrupt }], grid) - 2) < 1e-6);
  const fading = planeOf((row, col) => 2 - 0.2 * Math.hypot(row - 3.5, col - 3.5));
  const step = outlineStep([{ own, kept, salience: fading }], grid);
  assert.ok(step > 0 && step < 0.25, String(step));
});

test('the outline of what is kept does not count, nor a frame without a difference', () => {
  const onlyKeptMoves = kept.map((inside) => 3 * inside);
  assert.equal(outlineStep([{ own, kept, salience: onlyKeptMoves }], grid), 0);
  assert.equal(outlineStep([{ own, kept: own, salience: own }], grid), Infinity);
});

test('a part of the object moves as the rest of it does, what is dragged along moves less', () => {
  const both = own.map((inside) => 2 * inside);
  assert.equal(motionGap([{ own, kept, salience: both }]), 0);
  const dragged = planeOf((_, col) => (col < 6 ? 2 : 1.5));
  assert.ok(Math.abs(motionGap([{ own, kept, salience: dragged }]) - 0.5) < 1e-6);
  assert.ok(Math.abs(motionGap([{ own, kept: within(6, 10), salience: dragged }]) + 0.5) < 1e-6);
});

test('frames count together, and a gap needs two sides', () => {
  const [quick, slow] = [own.map((inside) => 3 * inside), own.map((inside) => inside)];
  assert.equal(motionGap([quick, slow].map((salience) => ({ own, kept, salience }))), 0);
  assert.equal(motionGap([{ own, kept: own, salience: own }]), 0);
  assert.equal(motionGap([{ own, kept: own.map(() => 0), salience: own }]), 0);
});
