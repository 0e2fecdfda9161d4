import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { enlargedMask } from '../../native/matte/enlarged-mask.ts';
import { resizePlaneArea } from '../../native/raster/resample.ts';
import type { RgbImage } from '../../native/raster/types.ts';
import { regionSimilarity } from '../../native/metrics/region-similarity.ts';

const size = { widthPx: 480, heightPx: 272 };

test('a contour drawn once more at the size of the frame finds what a coarser one is too coarse for', () => {
  // A disc with limbs of five pixels.
  const inside = (x: number, y: number) =>
    Math.hypot(x - 240, y - 136) < 50 || (Math.abs(x - 240) < 110 && (y - 100) % 24 < 5 && y > 90 && y < 180);
  const truth = Uint8Array.from({ length: 480 * 272 }, (_, i) =>
    Number(inside(i % 480, Math.floor(i / 480))),
  );
  const random = new SeededRandom(4);
  const data = new Uint8Array(3 * truth.length);
  truth.forEach((value, i) => {
    // The ground's colour lies between the object's two: no linear model tells them apart.
    const stripe = (i >> 5) % 2 === 0 ? [170, 90, 60] : [60, 90, 170];
    const colour = value === 1 ? stripe : [115, 90, 115];
    colour.forEach((level, c) => (data[3 * i + c] = level + 20 * (random.next() - 0.5)));
  });
  const frame: RgbImage = { ...size, data };
  const coarse = resizePlaneArea({ ...size, data: Float32Array.from(truth) }, { widthPx: 60, heightPx: 34 });
  const guideSize = { widthPx: 120, heightPx: 68 };
  const overlap = (finest: typeof size | null) =>
    regionSimilarity(
      { ...size, data: truth },
      enlargedMask(coarse, frame, { guideSize, contour: { origin: 'patches', finest } }),
    );
  const [once, twice] = [overlap(null), overlap(size)];
  assert.ok(twice > once + 0.08, `${once} to ${twice}`);
});
