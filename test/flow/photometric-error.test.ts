import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { photometricError } from '../../native/flow/photometric-error.ts';
import type { RgbImage } from '../../native/raster/types.ts';

const size = { widthPx: 64, heightPx: 48 };
const pixels = size.widthPx * size.heightPx;
const [MOVED_X, MOVED_Y] = [3, -2];

/** A picture of noise that is a little smooth, so that places between pixels mean something. */
function texture(seed: number): (x: number, y: number, c: number) => number {
  const random = new SeededRandom(seed);
  const grid = Float32Array.from({ length: 40 * 40 * 3 }, () => 255 * random.next());
  return (x, y, c) => grid[3 * (((y >> 1) + 5) * 40 + (x >> 1) + 5) + c]!;
}

const pictureOf = (level: (x: number, y: number, c: number) => number): RgbImage => ({
  ...size,
  data: Uint8Array.from({ length: 3 * pixels }, (_, k) => {
    const i = Math.floor(k / 3);
    return level(i % size.widthPx, Math.floor(i / size.widthPx), k % 3);
  }),
});
const flow = {
  ...size,
  data: Float32Array.from({ length: 2 * pixels }, (_, i) => (i < pixels ? MOVED_X : MOVED_Y)),
};
const seen = texture(1);
const frame = pictureOf(seen);
const moved = pictureOf((x, y, c) => seen(x - MOVED_X, y - MOVED_Y, c));
const changed = pictureOf(texture(2));
const at = (x: number, y: number) => y * size.widthPx + x;

test('what moves as the flow says has no error, what changes has one of about its contrast', () => {
  const explained = photometricError(frame, [{ frame: moved, flow }]).data;
  const unlike = photometricError(frame, [{ frame: changed, flow }]).data;
  for (const [x, y] of [
    [20, 20],
    [40, 30],
  ] as const) {
    assert.equal(explained[at(x, y)], 0);
    assert.ok(unlike[at(x, y)]! > 0.8 && unlike[at(x, y)]! < 2.5, String(unlike[at(x, y)]));
  }
});

test('of several frames the one that fits best counts', () => {
  const both = photometricError(frame, [
    { frame: changed, flow },
    { frame: moved, flow },
  ]).data;
  assert.equal(both[at(30, 24)], 0);
});

test('where the flow leads out of every frame, the error is infinite', () => {
  const { data } = photometricError(frame, [{ frame: moved, flow }]);
  assert.equal(data[at(size.widthPx - 1, 20)], Infinity);
  assert.equal(data[at(20, 0)], Infinity);
  assert.ok(photometricError(frame, []).data.every((error) => error === Infinity));
});

test('in flat colour the least difference is no error', () => {
  const flat = (level: number) => pictureOf(() => level);
  const still = { ...size, data: new Float32Array(2 * pixels) };
  const { data } = photometricError(flat(100), [{ frame: flat(101), flow: still }]);
  assert.ok(data.every((error) => error < 0.5));
});
