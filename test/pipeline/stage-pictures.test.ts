import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eigenvectorColors } from '../../native/api/media-url.ts';
import { eigenvectorPicture } from '../../native/pipeline/overviews/stage-pictures.ts';

const pixels = (entries: readonly number[]) => {
  const { data, widthPx, heightPx } = eigenvectorPicture(Float32Array.from(entries), {
    rows: 1,
    cols: entries.length,
  });
  assert.deepEqual([widthPx, heightPx], [entries.length, 1]);
  return entries.map((_, i) => [...data.subarray(3 * i, 3 * i + 3)]);
};
const [blue, paleBlue, neutral, paleOrange, orange] = eigenvectorColors.map((color) => [...color]);

test('an eigenvector is blue below and orange above 0, which is neutral, on one scale for both', () => {
  assert.deepEqual(pixels([-2, -1, 0, 1, 2]), [blue, paleBlue, neutral, paleOrange, orange]);
  assert.deepEqual(pixels([-1, 0, 2]), [paleBlue, neutral, orange]);
  assert.deepEqual(pixels([-4, 0, 2]), [blue, neutral, paleOrange]);
});

test('an eigenvector of zeros is neutral everywhere', () => {
  assert.deepEqual(pixels([0, 0]), [neutral, neutral]);
});
