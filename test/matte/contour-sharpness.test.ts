import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameColours } from '../../native/matte/contour/colour-steps.ts';
import { contourSharpness } from '../../native/matte/contour/contour-sharpness.ts';

const size = { widthPx: 64, heightPx: 48 };
const pixels = size.widthPx * size.heightPx;

/** A red square from (16, 16) to (40, 40) on grey, with a grain of its own everywhere. */
const frame = {
  ...size,
  data: Uint8Array.from({ length: 3 * pixels }, (_, k) => {
    const [i, channel] = [Math.floor(k / 3), k % 3];
    const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)];
    const isRed = x >= 16 && x < 40 && y >= 16 && y < 40;
    return (isRed ? [200, 40, 40] : [120, 120, 120])[channel]! + ((x * 7 + y * 13) % 5);
  }),
};

const colours = frameColours(frame, size);

const maskFrom = (first: number, last: number) => ({
  ...size,
  data: Uint8Array.from({ length: pixels }, (_, i) => {
    const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)];
    return Number(x >= first && x < last && y >= first && y < last);
  }),
});

test('a contour along an edge is sharp, one in flat colour is not', () => {
  const along = contourSharpness(maskFrom(16, 40), colours)!;
  const inside = contourSharpness(maskFrom(22, 34), colours)!;
  const outside = contourSharpness(maskFrom(8, 47), colours)!;
  assert.ok(along > 0.9 && along <= 1, String(along));
  assert.ok(inside >= 0 && inside < 0.2, String(inside));
  assert.ok(outside >= 0 && outside < 0.2, String(outside));
});

test('a mask of nothing, or of all, has no contour', () => {
  assert.equal(contourSharpness(maskFrom(0, 0), colours), null);
  assert.equal(contourSharpness({ ...size, data: new Uint8Array(pixels).fill(1) }, colours), null);
});
