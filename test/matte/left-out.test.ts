import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameColours } from '../../native/matte/contour/colour-steps.ts';
import { leftOut } from '../../native/matte/contour/left-out.ts';

const size = { widthPx: 96, heightPx: 64 };
const pixels = size.widthPx * size.heightPx;

/** What `of` says of each pixel. */
const each = (of: (x: number, y: number) => number) =>
  Uint8Array.from({ length: pixels }, (_, i) => of(i % size.widthPx, Math.floor(i / size.widthPx)));
const maskOf = (inside: (x: number, y: number) => boolean) => ({
  ...size,
  data: each((x, y) => Number(inside(x, y))),
});

const isBody = (x: number, y: number) => x >= 30 && x < 54 && y >= 20 && y < 44;
const isLeg = (x: number, y: number) => x >= 54 && x < 74 && y >= 26 && y < 38;
const own = maskOf((x, y) => isBody(x, y) || isLeg(x, y));
const kept = maskOf(isBody);

/** The colours of a frame in which the body is red and the leg of the given colour, on green with a grain of its own. */
function coloursWith(leg: readonly [number, number, number]) {
  const data = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)];
    const colour = isBody(x, y) ? [200, 40, 40] : isLeg(x, y) ? leg : [60, 140, 60];
    colour.forEach((level, c) => (data[3 * i + c] = level + ((7 * x + 13 * y) % 5)));
  }
  return frameColours({ ...size, data }, size);
}

/** Everything is explained by the flow. */
const still = new Float32Array(pixels).fill(0.3);

test('ground is like the ground beside it, and its outline is none', () => {
  const ground = leftOut(own, kept, coloursWith([60, 140, 60]), still)!;
  assert.ok(ground.sharpness < 0.3, String(ground.sharpness));
  assert.ok(ground.likeGround > 0.8 && ground.likeKept < 0.1, JSON.stringify(ground));
});

test('a limb is like the body, and has an outline', () => {
  const limb = leftOut(own, kept, coloursWith([200, 40, 40]), still)!;
  assert.ok(limb.sharpness > 0.9, String(limb.sharpness));
  assert.ok(limb.likeKept > 0.8 && limb.likeGround < 0.3, JSON.stringify(limb));
});

test('what leaves out nothing says nothing', () => {
  assert.equal(leftOut(own, own, coloursWith([200, 40, 40]), still), null);
});

test('what the flow explains as badly as the water beside it, is water', () => {
  const dark = coloursWith([200, 40, 40]);
  const wavesWhere = (isWater: (x: number, y: number) => boolean) =>
    Float32Array.from({ length: pixels }, (_, i) =>
      isWater(i % size.widthPx, Math.floor(i / size.widthPx)) ? 0.9 + 0.1 * Math.sin(i) : 0.3,
    );
  const reflection = leftOut(
    own,
    kept,
    dark,
    wavesWhere((x, y) => !isBody(x, y)),
  )!;
  assert.ok(reflection.errsLikeGround > 0.9 && reflection.errsLikeKept < 0.1, JSON.stringify(reflection));
  const limb = leftOut(own, kept, dark, wavesWhere(isLeg))!;
  assert.ok(limb.errsLikeGround < 0.1 && limb.errsLikeKept < 0.1, JSON.stringify(limb));
  const unseen = leftOut(own, kept, dark, new Float32Array(pixels).fill(Infinity))!;
  assert.deepEqual([unseen.errsLikeGround, unseen.errsLikeKept], [0, 0]);
});
