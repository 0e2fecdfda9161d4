import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formats } from '../../native/export/export-formats.ts';
import { packFrame } from '../../native/export/pack-pixels.ts';

const prores = formats.find(({ id }) => id === 'prores4444')!;

/** Luma, two of chroma and alpha of one pixel, as ProRes gets them. */
function proresOf(rgb: readonly number[], level: number, matrix: string, bits: 8 | 16): number[] {
  const colours = { widthPx: 1, heightPx: 1, data: Uint8Array.from(rgb) };
  const deep = bits === 8 ? null : Uint16Array.from(rgb, (value) => 257 * value);
  const frame = { source: colours, deep, colours, levels: Uint16Array.of(level) };
  const raw = packFrame(prores, frame, { transfer: 'bt709', matrix, videoWhite: 65535 });
  return [...new Uint16Array(raw.buffer)];
}

test('ProRes gets the codes that the matrices’ own numbers give, from 8 bits and from 16', () => {
  for (const bits of [8, 16] as const) {
    assert.deepEqual(proresOf([255, 255, 255], 65535, 'bt709', bits), [940, 512, 512, 1023]);
    assert.deepEqual(proresOf([0, 0, 0], 0, 'bt709', bits), [64, 512, 512, 0]);
    assert.deepEqual(proresOf([255, 0, 0], 32768, 'bt709', bits), [250, 409, 960, 512]);
    assert.deepEqual(proresOf([255, 0, 0], 32768, 'smpte170m', bits), [326, 361, 960, 512]);
    assert.deepEqual(proresOf([255, 0, 0], 32768, 'bt2020', bits), [294, 387, 960, 512]);
    assert.deepEqual(proresOf([0, 0, 255], 64, 'bt709', bits), [127, 960, 471, 1]);
  }
});
