import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { guidedMask, guidedUpsample } from '../../native/matte/guided-upsampling.ts';
import type { RgbImage } from '../../native/raster/types.ts';

const size = { widthPx: 160, heightPx: 96 };
const grid = { widthPx: 10, heightPx: 6 };

/** A bright disk of 27 px radius on a dark ground, and the patches whose centre lies in it. */
function disk(): { frame: RgbImage; inside: (x: number, y: number) => boolean; coarse: Float32Array } {
  const inside = (x: number, y: number) => Math.hypot(x - 80, y - 48) < 27;
  const data = new Uint8Array(3 * 160 * 96);
  for (let i = 0; i < 160 * 96; i++)
    data.fill(inside(i % 160, Math.floor(i / 160)) ? 210 : 60, 3 * i, 3 * i + 3);
  const coarse = Float32Array.from({ length: 60 }, (_, n) =>
    inside(16 * (n % 10) + 8, 16 * Math.floor(n / 10) + 8) ? 1 : 0,
  );
  return { frame: { ...size, data }, inside, coarse };
}

test('follows the frame’s edges more closely than the patches do', () => {
  const { frame, inside, coarse } = disk();
  const refined = guidedMask({ ...grid, data: coarse }, frame, { widthPx: 80, heightPx: 48 });
  let wrong = 0;
  let wrongPatches = 0;
  for (let i = 0; i < refined.data.length; i++) {
    const [x, y] = [i % 160, Math.floor(i / 160)];
    const truth = inside(x, y) ? 1 : 0;
    if (refined.data[i] !== truth) wrong++;
    if (coarse[Math.floor(y / 16) * 10 + Math.floor(x / 16)] !== truth) wrongPatches++;
  }
  assert.ok(wrong < wrongPatches / 4, `${wrong} pixels wrong, ${wrongPatches} by patches`);
});

test('keeps empty and full masks as they are, on frames of any size', () => {
  for (const [widthPx, heightPx] of [
    [16, 16],
    [33, 17],
    [160, 96],
  ] as const) {
    const data = Uint8Array.from({ length: 3 * widthPx * heightPx }, (_, i) => (i * 37) % 256);
    for (const value of [0, 1]) {
      const coarse = { widthPx: 2, heightPx: 2, data: new Float32Array(4).fill(value) };
      const mask = guidedMask(coarse, { widthPx, heightPx, data }, { widthPx: 32, heightPx: 32 });
      assert.ok(mask.data.every((pixel) => pixel === value));
    }
  }
});

test('the mask is where the soft mask is above one half, on coloured noise and on flat ground', () => {
  const random = new SeededRandom(5);
  for (const contrast of [0, 20, 255]) {
    const data = Uint8Array.from({ length: 3 * 160 * 96 }, () => 128 + contrast * (random.next() - 0.5));
    const coarse = { ...grid, data: Float32Array.from({ length: 60 }, () => 2 * random.next() - 0.5) };
    for (const guideSize of [size, { widthPx: 80, heightPx: 48 }, { widthPx: 33, heightPx: 19 }]) {
      const mask = guidedMask(coarse, { ...size, data }, guideSize);
      const soft = guidedUpsample(coarse, { ...size, data }, guideSize);
      assert.deepEqual(
        mask.data,
        Uint8Array.from(soft.data, (value) => Number(value > 0.5)),
      );
    }
  }
});
