import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solidMask } from '../../native/matte/solid-mask.ts';
import type { Mask } from '../../native/raster/types.ts';

const size = { widthPx: 854, heightPx: 480 };
const maskOf = (isIn: (x: number, y: number) => boolean, { widthPx, heightPx } = size): Mask => ({
  widthPx,
  heightPx,
  data: Uint8Array.from({ length: widthPx * heightPx }, (_, i) =>
    Number(isIn(i % widthPx, Math.floor(i / widthPx))),
  ),
});
const inDisc = (x: number, y: number) => (x - 400) ** 2 + (y - 240) ** 2 < 100 ** 2;
const differing = (a: Mask, b: Mask) => a.data.filter((value, i) => value !== b.data[i]).length;

test('cracks two pixels wide close, from the border of the object and within', () => {
  const cracked = maskOf((x, y) => inDisc(x, y) && !(y >= 240 && y < 242 && x > 350) && x !== 380);
  const solid = solidMask(cracked);
  assert.ok(differing(cracked, maskOf(inDisc)) > 300);
  // Where a crack meets the outline a notch may stay.
  assert.ok(differing(solid, maskOf(inDisc)) < 8);
});

test('holes of ten by ten pixels close; larger ones, and the ground between legs, stay', () => {
  const holed = maskOf((x, y) => inDisc(x, y) && !(x >= 390 && x < 400 && y >= 200 && y < 210));
  assert.equal(solidMask(holed).data[205 * size.widthPx + 395], 1);
  const open = maskOf(
    (x, y) =>
      inDisc(x, y) && !(x >= 390 && x < 402 && y >= 200 && y < 212) && !(x > 395 && x < 400 && y > 240),
  );
  assert.deepEqual(solidMask(open).data, open.data);
});

test('nothing comes in at the border, and nothing arises of nothing', () => {
  const half = maskOf((x) => x < 427);
  assert.deepEqual(solidMask(half).data, half.data);
  const none = maskOf(() => false);
  assert.deepEqual(solidMask(none).data, none.data);
  const specks = maskOf((x, y) => x % 40 === 20 && y % 40 === 20);
  assert.deepEqual(solidMask(specks).data, specks.data);
});

test('sizes grow with the picture', () => {
  const large = { widthPx: 3416, heightPx: 1920 };
  const cracked = maskOf((x, y) => y >= 900 && y < 1100 && !(x >= 1000 && x < 1008), large);
  assert.equal(solidMask(cracked).data[1000 * large.widthPx + 1004], 1);
});
