import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backgroundFlow, composedFlow } from '../../native/flow/background/background-flow.ts';
import { backgroundPlate } from '../../native/flow/background/background-plate.ts';
import { grownForeground } from '../../native/flow/background/grown-foreground.ts';
import { separateFromBackground } from '../../native/flow/background/separate.ts';
import type { FloatPlane, FlowField, RgbImage } from '../../native/raster/types.ts';

const size = { widthPx: 96, heightPx: 64 };
/** Flows and soft masks have half the size. */
const half = { widthPx: 48, heightPx: 32 };

const planeOf = (value: (x: number, y: number) => number, { widthPx, heightPx } = half): FloatPlane => ({
  widthPx,
  heightPx,
  data: Float32Array.from({ length: widthPx * heightPx }, (_, i) =>
    value(i % widthPx, Math.floor(i / widthPx)),
  ),
});
const flowOf = (u: (x: number, y: number) => number, v: (x: number, y: number) => number): FlowField => ({
  ...half,
  data: Float32Array.of(...planeOf(u).data, ...planeOf(v).data),
});

/** A ground of greens that never repeats, `shift` pixels to the left, with a red box of 20 × 20 at (left, 20). */
function frameWith(shift: number, left: number): RgbImage {
  const data = new Uint8Array(3 * size.widthPx * size.heightPx);
  for (let y = 0, i = 0; y < size.heightPx; y++)
    for (let x = 0; x < size.widthPx; x++, i++) {
      const isBox = x >= left && x < left + 20 && y >= 20 && y < 40;
      const ground = 70 + 25 * Math.sin((x + shift) / 3.1) + 25 * Math.cos(y / 2.3 + (x + shift) / 17);
      data.set(isBox ? [200, 40, 40] : [ground * 0.6, ground, ground * 0.5], 3 * i);
    }
  return { ...size, data };
}

/** How far a box of the soft mask's raster is foreground. */
const box = (left: number, right: number): FloatPlane =>
  planeOf((x, y) => Number(x >= left / 2 && x < right / 2 && y >= 10 && y < 20));

test('behind the foreground the flow is that of the ground around', () => {
  const zoom = flowOf(
    (x) => 0.04 * (x - 24) - 1,
    (_, y) => 0.04 * (y - 16),
  );
  const hidden = planeOf((x, y) => Number(!(x >= 14 && x < 30 && y >= 8 && y < 22)));
  const seen: FlowField = { ...zoom, data: zoom.data.slice() };
  hidden.data.forEach((ground, i) => {
    if (ground === 0) seen.data[i] = 9;
  });
  const filled = backgroundFlow(seen, hidden);
  filled.data.forEach((value, i) => assert.ok(Math.abs(value - zoom.data[i]!) < 0.15, `${i}: ${value}`));
  assert.deepEqual(
    filled.data.filter((_, i) => hidden.data[i % hidden.data.length] === 1),
    seen.data.filter((_, i) => hidden.data[i % hidden.data.length] === 1),
  );
});

test('chained flows lead where the one and then the other lead', () => {
  const first = flowOf(
    () => 1.5,
    () => -0.5,
  );
  const second = flowOf(
    (x) => 0.1 * x,
    () => 2,
  );
  const { data } = composedFlow(first, second);
  const at = 10 * half.widthPx + 20;
  assert.ok(Math.abs(data[at]! - (1.5 + 0.1 * 21.5)) < 1e-5);
  assert.ok(Math.abs(data[half.widthPx * half.heightPx + at]! - 1.5) < 1e-5);
});

/** Frames before and after, the ground moved by `byPx` a frame, the box at `leftOf`; seen from frame 0. */
const viewsOf = (byPx: number, leftOf: (t: number) => number) =>
  [-3, -2, -1, 1, 2, 3].map((t) => ({
    frame: frameWith(byPx * t, leftOf(t)),
    foreground: box(leftOf(t) - 4, leftOf(t) + 24),
    flow: flowOf(
      () => (-byPx * t) / 2,
      () => 0,
    ),
  }));

test('a plate shows the ground that the box hides', () => {
  const window = { left: 30, top: 16, widthPx: 30, heightPx: 28 };
  const views = viewsOf(2, (t) => 36 + 14 * t);
  const { colours, known } = backgroundPlate(size, window, views);
  const ground = frameWith(0, -100);
  assert.ok(known.every((isKnown) => isKnown === 1));
  for (let y = 0; y < window.heightPx; y++)
    for (let c = 0; c < 3 * window.widthPx; c++) {
      const expected = ground.data[3 * ((window.top + y) * size.widthPx + window.left) + c]!;
      assert.ok(Math.abs(colours[3 * y * window.widthPx + c]! - expected) <= 4);
    }
});

test('ground that a soft mask takes in looks like the plate and is left out, the box stays', () => {
  const views = viewsOf(2, (t) => 36 + 14 * t);
  // The mask reaches 12 pixels too far to the right.
  const soft = box(36, 68);
  const { data } = separateFromBackground({ frame: frameWith(0, 36), soft, views });
  const mean = (left: number, right: number) => {
    const chosen = data.filter((_, i) => box(left, right).data[i] === 1);
    return chosen.reduce((sum, share) => sum + share, 0) / chosen.length;
  };
  assert.ok(mean(60, 68) < 0.45, `beside the box ${mean(60, 68)}`);
  assert.ok(mean(38, 54) > 0.95, `within it ${mean(38, 54)}`);
});

test('a soft mask grows into the rest of the box, and into no deep shadow beside it', () => {
  const views = viewsOf(2, (t) => 36 + 14 * t);
  const frame = frameWith(0, 36);
  for (let y = 20; y < 40; y++)
    for (let x = 24; x < 36; x++)
      for (let c = 0; c < 3; c++) frame.data[3 * (y * size.widthPx + x) + c]! *= 0.5;
  // The mask lacks the box's right half, which is too far away for the evidence by itself.
  const { data } = separateFromBackground({ frame, soft: box(36, 46), views });
  const share = (left: number, right: number) => {
    const chosen = data.filter((_, i) => box(left, right).data[i] === 1);
    return chosen.filter((value) => value >= 0.5).length / chosen.length;
  };
  assert.ok(share(36, 50) > 0.95, `within the box ${share(36, 50)}`);
  assert.ok(share(24, 36) < 0.05, `in its shadow ${share(24, 36)}`);
  assert.ok(share(60, 90) === 0, `elsewhere ${share(60, 90)}`);
});

test('growth follows connected evidence as far as it reaches, and only where the plate is believed', () => {
  const soft = planeOf((x, y) => Number(x < 10 && y < 10));
  const evidence = planeOf((x, y) => (y === 5 && x !== 20 ? 1 : -1)).data;
  const grown = grownForeground(soft, evidence, 1);
  // 0.4 of ten pixels beyond the last one.
  const line = [...grown.data.subarray(5 * half.widthPx, 6 * half.widthPx)];
  assert.deepEqual(
    line.map((share) => share > 0),
    line.map((_, x) => x < 14),
  );
  assert.equal(grown.data.filter((share) => share > 0).length, 100 + 4);
  assert.deepEqual(grownForeground(soft, evidence, 0).data, soft.data);
  assert.deepEqual(grownForeground(soft, evidence.fill(-1), 1).data, soft.data);
});

test('an object that rests is part of the plate and stays as it is', () => {
  const views = viewsOf(0, () => 36).map((view) => ({ ...view, foreground: planeOf(() => 0) }));
  const soft = box(36, 56);
  assert.equal(separateFromBackground({ frame: frameWith(0, 36), soft, views }), soft);
  assert.equal(separateFromBackground({ frame: frameWith(0, 36), soft, views: [] }), soft);
});
