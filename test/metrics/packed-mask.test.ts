import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dilateByDisk } from '../../native/metrics/disk-dilation.ts';
import { countOnes, packedArea, packMask, type PackedMask } from '../../native/metrics/packed-mask.ts';
import type { Mask } from '../../native/raster/types.ts';
import { randomMask } from './mask-samples.ts';

function unpack({ widthPx, heightPx, wordsPerRow, words }: PackedMask): Uint8Array {
  return Uint8Array.from({ length: widthPx * heightPx }, (_, i) => {
    const x = i % widthPx;
    return (words[Math.floor(i / widthPx) * wordsPerRow + (x >> 5)]! >>> (x & 31)) & 1;
  });
}

/** Dilation by its definition: foreground where any foreground pixel is within the radius. */
function dilatedByDefinition({ widthPx, heightPx, data }: Mask, radius: number): Uint8Array {
  const result = new Uint8Array(data.length);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      if (data[y * widthPx + x] === 0) continue;
      for (let v = Math.max(0, y - radius); v <= Math.min(heightPx - 1, y + radius); v++)
        for (let u = Math.max(0, x - radius); u <= Math.min(widthPx - 1, x + radius); u++)
          if ((u - x) ** 2 + (v - y) ** 2 <= radius * radius) result[v * widthPx + u] = 1;
    }
  return result;
}

for (const widthPx of [1, 5, 31, 32, 33, 64, 97])
  test(`packs and counts a mask ${widthPx} pixels wide`, () => {
    const mask = randomMask(widthPx, 7, 0.4, widthPx);
    const packed = packMask(mask);
    assert.deepEqual(unpack(packed), mask.data);
    assert.equal(
      packedArea(packed),
      mask.data.reduce((sum, value) => sum + value, 0),
    );
  });

test('counts the ones of a word, the sign bit included', () => {
  for (const [word, ones] of [
    [0, 0],
    [-1, 32],
    [1 << 31, 1],
    [0x55555555, 16],
  ] as const)
    assert.equal(countOnes(word), ones);
});

for (const [widthPx, heightPx, radius] of [
  [70, 30, 0],
  [70, 30, 1],
  [100, 40, 8],
  [33, 50, 13],
  [32, 20, 31],
  [150, 90, 40],
] as const)
  test(`dilates ${widthPx} × ${heightPx} by the exact disk of radius ${radius}`, () => {
    for (const share of [0.001, 0.02]) {
      const mask = randomMask(widthPx, heightPx, share, radius);
      mask.data[0] = 1;
      mask.data[mask.data.length - 1] = 1;
      assert.deepEqual(unpack(dilateByDisk(packMask(mask), radius)), dilatedByDefinition(mask, radius));
    }
  });
