import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFloat16, encodeFloat16 } from '../../native/raster/float16.ts';

test('gives every half float back bit by bit', () => {
  const bytes = new Uint8Array(new Uint16Array(65_536).map((_, i) => i).buffer);
  const values = decodeFloat16(bytes);
  const again = decodeFloat16(encodeFloat16(values));
  for (let i = 0; i < values.length; i++) assert.ok(Object.is(again[i], values[i]), `half float ${i}`);
});

test('rounds to the nearest half float, ties to even, and overflows to infinity', () => {
  const cases: [number, number][] = [
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
    [65_519, 65_504],
    [65_520, Infinity],
    [-1e9, -Infinity],
    [2 ** -24, 2 ** -24],
    [2 ** -25, 0],
    [NaN, NaN],
  ];
  const values = decodeFloat16(encodeFloat16(Float32Array.from(cases, ([value]) => value)));
  assert.deepEqual(
    [...values],
    cases.map(([, expected]) => expected),
  );
});

test('decodes bytes that begin at an odd address', () => {
  const padded = new Uint8Array([9, ...encodeFloat16(Float32Array.of(0.5, -2))]);
  assert.deepEqual(decodeFloat16(padded.subarray(1)), Float32Array.of(0.5, -2));
});

test('keeps eleven significant bits', () => {
  for (let i = 0; i < 1000; i++) {
    const value = Math.fround(Math.sin(i) * 10 ** ((i % 7) - 3));
    const [decoded] = decodeFloat16(encodeFloat16(Float32Array.of(value)));
    assert.ok(Math.abs(decoded! - value) <= Math.abs(value) * 2 ** -11 + 2 ** -25);
  }
});
