import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  resizeMaskNearest,
  resizePlaneArea,
  resizePlaneBilinear,
  resizeRgbArea,
  rgbToGray,
} from '../../native/raster/resample.ts';

const size = (widthPx: number, heightPx: number) => ({ widthPx, heightPx });
const sizes = [size(1, 1), size(7, 5), size(3, 11), size(12, 4), size(40, 37)];

function ramp(widthPx: number, heightPx: number, slopeX: number, slopeY: number) {
  const data = Float32Array.from(
    { length: widthPx * heightPx },
    (_, i) => slopeX * ((i % widthPx) + 0.5) + slopeY * (Math.floor(i / widthPx) + 0.5),
  );
  return { widthPx, heightPx, data };
}

test('keeps a constant plane constant at every size', () => {
  for (const from of sizes)
    for (const to of sizes) {
      const plane = { ...from, data: new Float32Array(from.widthPx * from.heightPx).fill(3.25) };
      for (const resize of [resizePlaneBilinear, resizePlaneArea]) {
        const { data } = resize(plane, to);
        assert.equal(data.length, to.widthPx * to.heightPx);
        assert.ok(data.every((value) => Math.abs(value - 3.25) < 1e-5));
      }
    }
});

test('returns a plane and a picture of the same size unchanged', () => {
  const plane = ramp(9, 6, 2, -1);
  assert.deepEqual(resizePlaneBilinear(plane, plane).data, plane.data);
  assert.deepEqual(resizePlaneArea(plane, plane).data, plane.data);
  const image = { ...size(5, 3), data: Uint8Array.from({ length: 45 }, (_, i) => (i * 37) % 256) };
  assert.deepEqual(resizeRgbArea(image, image), image);
});

test('puts sample centres at half pixels: a ramp stays the same ramp away from the border', () => {
  const plane = ramp(16, 12, 1, 0.5);
  for (const resize of [resizePlaneBilinear, resizePlaneArea]) {
    const { data } = resize(plane, size(8, 6));
    for (let y = 0; y < 6; y++)
      for (let x = 0; x < 8; x++) assert.ok(Math.abs(data[y * 8 + x]! - (2 * (x + 0.5) + (y + 0.5))) < 1e-4);
  }
  const larger = resizePlaneBilinear(plane, size(32, 24)).data;
  for (let y = 1; y < 23; y++)
    for (let x = 1; x < 31; x++)
      assert.ok(Math.abs(larger[y * 32 + x]! - (0.5 * (x + 0.5) + 0.25 * (y + 0.5))) < 1e-4);
});

test('keeps the mean when reducing by area, also at ratios that do not divide', () => {
  const mean = (data: ArrayLike<number>) =>
    Array.from(data).reduce((sum, value) => sum + value, 0) / data.length;
  const plane = { ...size(23, 17), data: Float32Array.from({ length: 391 }, (_, i) => (i * 7919) % 101) };
  for (const to of [size(10, 9), size(22, 16), size(1, 1), size(5, 17)])
    assert.ok(Math.abs(mean(resizePlaneArea(plane, to).data) - mean(plane.data)) < 1e-3);
});

test('averages the covered pixels of a picture and rounds', () => {
  const image = { ...size(2, 1), data: Uint8Array.of(10, 20, 255, 13, 21, 255) };
  assert.deepEqual(Array.from(resizeRgbArea(image, size(1, 1)).data), [12, 21, 255]);
});

test('enlarges a mask by whole blocks and gets it back when reducing', () => {
  const mask = { ...size(2, 2), data: Uint8Array.of(1, 0, 0, 1) };
  const large = resizeMaskNearest(mask, size(4, 4));
  assert.deepEqual(Array.from(large.data), [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);
  assert.deepEqual(resizeMaskNearest(large, mask).data, mask.data);
});

test('weighs the channels by BT.601, white stays 255', () => {
  const { data } = rgbToGray({ ...size(2, 1), data: Uint8Array.of(255, 255, 255, 100, 0, 0) });
  assert.ok(Math.abs(data[0]! - 255) < 1e-3);
  assert.ok(Math.abs(data[1]! - 29.9) < 1e-3);
});
