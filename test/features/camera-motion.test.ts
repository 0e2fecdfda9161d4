import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dominantMotion,
  residualFlow,
  usualSpeed,
  withoutParallax,
} from '../../native/features/camera-motion.ts';
import type { FlowField } from '../../native/raster/types.ts';

/** A flow field of the planar model with the given eight parameters. */
function planarField(widthPx: number, heightPx: number, a: readonly number[]): FlowField {
  const data = new Float32Array(2 * widthPx * heightPx);
  for (let row = 0, i = 0; row < heightPx; row++) {
    for (let col = 0; col < widthPx; col++, i++) {
      const x = (col - widthPx / 2) / heightPx;
      const y = (row - heightPx / 2) / heightPx;
      data[i] = a[0]! + a[1]! * x + a[2]! * y + a[6]! * x * x + a[7]! * x * y;
      data[widthPx * heightPx + i] = a[3]! + a[4]! * x + a[5]! * y + a[6]! * x * y + a[7]! * y * y;
    }
  }
  return { widthPx, heightPx, data };
}

const camera = [2.5, 0.8, -0.4, -1.2, 0.3, 0.9, 0.5, -0.6];

test('recovers the eight parameters of a purely planar motion', () => {
  const motion = dominantMotion(planarField(120, 68, camera));
  camera.forEach((expected, k) => assert.ok(Math.abs(motion[k]! - expected) < 1e-3, `parameter ${k}`));
});

test('is not moved by an object that covers a third of the picture', () => {
  const field = planarField(120, 68, camera);
  const plane = 120 * 68;
  for (let y = 10; y < 60; y++) {
    for (let x = 20; x < 75; x++) {
      field.data[y * 120 + x]! += 4;
      field.data[plane + y * 120 + x]! -= 3;
    }
  }
  const residual = residualFlow(field);
  const speed = (x: number, y: number) =>
    Math.hypot(residual.data[y * 120 + x]!, residual.data[plane + y * 120 + x]!);
  assert.ok(speed(5, 5) < 0.05);
  assert.ok(speed(110, 60) < 0.05);
  assert.ok(Math.abs(speed(45, 35) - 5) < 0.1);
});

test('leaves nothing of a still picture, and stays finite on the smallest rasters', () => {
  for (const [widthPx, heightPx] of [
    [1, 1],
    [2, 1],
    [3, 7],
    [64, 48],
  ] as const) {
    const still = { widthPx, heightPx, data: new Float32Array(2 * widthPx * heightPx) };
    assert.ok(residualFlow(still).data.every((value) => Math.abs(value) < 1e-6));
  }
});

/** The camera's field in which everything in a rectangle moves by (6, -4) besides. */
function withMover(
  widthPx: number,
  heightPx: number,
  rectangle: { x: number; y: number; w: number; h: number },
) {
  const field = planarField(widthPx, heightPx, camera);
  const { x, y, w, h } = rectangle;
  for (let py = y; py < y + h; py++)
    for (let px = x; px < x + w; px++) {
      field.data[py * widthPx + px]! += 6;
      field.data[widthPx * heightPx + py * widthPx + px]! -= 4;
    }
  return field;
}

test('an object that covers most of the picture is told by the border, where a part of the inside moves likewise', () => {
  const field = withMover(120, 68, { x: 22, y: 0, w: 84, h: 62 });
  const motion = dominantMotion(field);
  camera.forEach((expected, k) => assert.ok(Math.abs(motion[k]! - expected) < 0.05, `parameter ${k}`));
  const { data } = residualFlow(field);
  const speed = Float32Array.from({ length: 120 * 68 }, (_, i) => Math.hypot(data[i]!, data[120 * 68 + i]!));
  assert.ok(usualSpeed(speed, field) < 0.05);
});

test('black bars around a picture are not the camera', () => {
  const field = planarField(120, 68, [4, 0, 0, 3, 0, 0, 0, 0]);
  for (let y = 0; y < 68; y++)
    for (let x = 0; x < 120; x++)
      if (y < 9 || y >= 59 || x < 9 || x >= 111)
        for (const plane of [0, 120 * 68]) field.data[plane + y * 120 + x] = 0;
  const motion = dominantMotion(field);
  assert.ok(Math.abs(motion[0]! - 4) < 0.05 && Math.abs(motion[3]! - 3) < 0.05, motion.join(' '));
});

/** A camera that travels by `speed` pixels, and a pole whose motion is `share` of the camera's. */
function withPole(speed: number, share: number): { readonly field: FlowField; readonly at: number } {
  const field = planarField(120, 68, [speed, 0, 0, 0, 0, 0, 0, 0]);
  for (let y = 0; y < 68; y++) for (let x = 50; x < 58; x++) field.data[y * 120 + x] = share * speed;
  return { field, at: 34 * 120 + 54 };
}

const leftAt = ({ field, at }: ReturnType<typeof withPole>): number => {
  const motion = dominantMotion(field);
  return residualFlow(withoutParallax(field, motion), motion).data[at]!;
};

test('what stands nearer than the background is at rest where the camera travels', () => {
  assert.ok(Math.abs(leftAt(withPole(5, 1.7))) < 0.01);
  assert.ok(Math.abs(leftAt(withPole(-5, 1.7))) < 0.01);
});

test('what the camera follows, what moves across, and what is too quick for parallax still moves', () => {
  assert.ok(Math.abs(leftAt(withPole(5, 0)) + 5) < 0.01);
  // Of 45 pixels more than the camera's 5, parallax may be three times the 4 above a pixel.
  assert.ok(Math.abs(leftAt(withPole(5, 10)) - 33) < 0.1);
  const across = withPole(5, 1);
  const plane = 120 * 68;
  for (let y = 0; y < 68; y++) for (let x = 50; x < 58; x++) across.field.data[plane + y * 120 + x] = 4;
  const motion = dominantMotion(across.field);
  assert.deepEqual(withoutParallax(across.field, motion).data[plane + across.at], 4);
});

test('a camera that hardly moves tells nothing of parallax', () => {
  const { field } = withPole(0.8, 3);
  assert.deepEqual(withoutParallax(field, dominantMotion(field)).data, field.data);
});
