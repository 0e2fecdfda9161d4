import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errsLikeGround } from '../../native/flow/left-out-errors.ts';

const size = { widthPx: 96, heightPx: 64 };
const pixels = size.widthPx * size.heightPx;

type Inside = (x: number, y: number) => boolean;
const placeOf = (i: number) => [i % size.widthPx, Math.floor(i / size.widthPx)] as const;
const maskOf = (inside: Inside) => ({
  ...size,
  data: Uint8Array.from({ length: pixels }, (_, i) => Number(inside(...placeOf(i)))),
});

const isBody: Inside = (x, y) => x >= 30 && x < 54 && y >= 20 && y < 44;
const isBelow: Inside = (x, y) => x >= 30 && x < 54 && y >= 44 && y < 58;
const own = maskOf((x, y) => isBody(x, y) || isBelow(x, y));
const kept = maskOf(isBody);

/** The flow explains everything but what lies in a region. */
const errorsWhere = (changes: Inside) =>
  Float32Array.from({ length: pixels }, (_, i) => (changes(...placeOf(i)) ? 0.9 : 0.3) + 0.05 * Math.sin(i));

test('a reflection errs as the water beside it', () => {
  const errors = errorsWhere((x, y) => !isBody(x, y));
  assert.ok(errsLikeGround(own, kept, errors)! > 0.8);
});

test('a quick limb errs otherwise than the ground beside it', () => {
  assert.ok(Math.abs(errsLikeGround(own, kept, errorsWhere(isBelow))!) < 0.1);
});

test('a calm part of the object before water is like what is kept', () => {
  const errors = errorsWhere((x, y) => !isBody(x, y) && !isBelow(x, y));
  assert.ok(errsLikeGround(own, kept, errors)! < -0.8);
});

test('what nobody has seen again says nothing, and nothing is said of nothing', () => {
  assert.equal(errsLikeGround(own, kept, new Float32Array(pixels).fill(Infinity)), 0);
  assert.equal(errsLikeGround(own, own, errorsWhere(isBelow)), null);
});
