import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foregroundChange, frameConfidence } from '../../native/graphcut/frame-confidence.ts';

const grid = { rows: 6, cols: 8 };
const size = { widthPx: 32, heightPx: 24 };

/** 1 on a block of 2 x 2 patches whose upper left is at row 2 and `left`. */
const block = (left: number) =>
  Float32Array.from({ length: grid.rows * grid.cols }, (_, node) => {
    const [row, col] = [Math.floor(node / grid.cols), node % grid.cols];
    return row >= 2 && row < 4 && col >= left && col < left + 2 ? 1 : 0;
  });

/** The same displacement everywhere. */
const shift = (u: number, v = 0) => {
  const plane = size.widthPx * size.heightPx;
  return { ...size, data: Float32Array.from({ length: 2 * plane }, (_, i) => (i < plane ? u : v)) };
};

test('what the flow brings onto each other agrees; what it does not, does not', () => {
  assert.equal(foregroundChange(block(3), block(4), shift(4), grid).agreement, 1);
  assert.equal(foregroundChange(block(1), block(5), shift(0), grid).agreement, 0);
  const half = foregroundChange(block(3), block(4), shift(0), grid).agreement;
  assert.ok(Math.abs(half - 1 / 3) < 1e-9, String(half));
});

test('patches that leave the picture say nothing about the agreement', () => {
  assert.equal(foregroundChange(block(6), new Float32Array(48), shift(32), grid).agreement, 1);
});

test('growth is what the flow does not explain', () => {
  const small = block(3).map((share, node) => share * Number(node % grid.cols === 3));
  assert.equal(foregroundChange(block(3), block(4), shift(4), grid).growth, 0);
  assert.ok(Math.abs(foregroundChange(block(3), small, shift(0), grid).growth - Math.log(2)) < 0.01);
  assert.ok(Math.abs(foregroundChange(small, block(3), shift(0), grid).growth + Math.log(2)) < 0.01);
  const leaving = new Float32Array(48);
  assert.equal(foregroundChange(leaving, block(6), shift(32), grid).growth, 0);
});

test('a moving block that its neighbours confirm is trusted, more the more it moves', () => {
  const foreground = block(3);
  const confidenceOf = (salience: number, agreement = 1) =>
    frameConfidence({ foreground, salience: foreground.map((share) => salience * share), agreement }, grid);
  assert.ok(confidenceOf(3) > 0.95);
  assert.ok(confidenceOf(0.2) < confidenceOf(1) && confidenceOf(1) < confidenceOf(3));
  assert.ok(Math.abs(confidenceOf(3, 0.5) - confidenceOf(3) / 2) < 1e-6);
});

test('nothing that moves, or nothing found, has no confidence', () => {
  const still = new Float32Array(48).fill(0.15);
  assert.equal(frameConfidence({ foreground: block(3), salience: still, agreement: 1 }, grid), 0);
  assert.equal(frameConfidence({ foreground: new Float32Array(48), salience: still, agreement: 1 }, grid), 0);
});

test('touching the border and undecided patches cost confidence', () => {
  const confidenceOf = (foreground: Float32Array) =>
    frameConfidence({ foreground, salience: foreground.map((share) => 3 * share), agreement: 1 }, grid);
  const undecided = block(3).map((share, node) => (node >= 40 && node < 44 ? 0.5 : share));
  assert.ok(confidenceOf(block(0)) < confidenceOf(block(3)));
  assert.ok(confidenceOf(undecided) < confidenceOf(block(3)));
});
