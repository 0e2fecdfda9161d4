import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { contourCut } from '../../native/matte/contour/contour-cut.ts';
import { guidedMask } from '../../native/matte/guided-upsampling.ts';
import { minimiseTotalVariation } from '../../native/matte/contour/total-variation.ts';
import type { RgbImage } from '../../native/raster/types.ts';

const size = { widthPx: 160, heightPx: 96 };
const grid = { widthPx: 20, heightPx: 12 };

/** A frame whose pixels have the colour of `of` with some noise. */
function frameOf(of: (x: number, y: number) => readonly [number, number, number]): RgbImage {
  const random = new SeededRandom(3);
  const data = new Uint8Array(3 * 160 * 96);
  for (let i = 0; i < 160 * 96; i++)
    of(i % 160, Math.floor(i / 160)).forEach((level, c) => {
      data[3 * i + c] = level + 12 * (random.next() - 0.5);
    });
  return { ...size, data };
}

const coarseOf = (inside: (x: number, y: number) => boolean) => ({
  ...grid,
  data: Float32Array.from({ length: 240 }, (_, n) =>
    Number(inside(8 * (n % 20) + 4, 8 * Math.floor(n / 20) + 4)),
  ),
});

/** Overlap of where `values` pass one half with where `inside` holds. */
function overlapWith(values: ArrayLike<number>, inside: (x: number, y: number) => boolean): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const [said, is] = [values[i]! > 0.5, inside(i % 160, Math.floor(i / 160))];
    both += Number(said && is);
    either += Number(said || is);
  }
  return both / either;
}

test('the minimum is that of all binary labellings', () => {
  const small = { widthPx: 4, heightPx: 3 };
  for (let seed = 1; seed <= 12; seed++) {
    const random = new SeededRandom(seed);
    const draw = () => Float32Array.from({ length: 12 }, () => random.next());
    const costs = { right: draw(), below: draw() };
    const support = draw().map((value) => 3 * (value - 0.5));
    const energy = (labels: (i: number) => number): number => {
      let sum = 0;
      for (let i = 0; i < 12; i++) {
        sum -= support[i]! * labels(i);
        if (i % 4 < 3) sum += costs.right[i]! * Math.abs(labels(i + 1) - labels(i));
        if (i < 8) sum += costs.below[i]! * Math.abs(labels(i + 4) - labels(i));
      }
      return sum;
    };
    let least = Infinity;
    for (let set = 0; set < 2 ** 12; set++)
      least = Math.min(
        least,
        energy((i) => (set >> i) & 1),
      );
    const labels = new Float32Array(12).fill(0.5);
    minimiseTotalVariation(labels, support, costs, small, 2000);
    const found = energy((i) => Number(labels[i]! > 0.5));
    assert.ok(found < least + 1e-4, `seed ${seed}: ${found} for ${least}`);
  }
});

test('with SIMD and without, the bits are the same', () => {
  const odd = { widthPx: 37, heightPx: 23 };
  const random = new SeededRandom(8);
  const draw = () => Float32Array.from({ length: 37 * 23 }, () => random.next());
  const costs = { right: draw(), below: draw() };
  const support = draw().map((value) => value - 0.5);
  const start = draw();
  const [fast, slow] = [start.slice(), start.slice()];
  minimiseTotalVariation(fast, support, costs, odd, 40);
  minimiseTotalVariation(slow, support, costs, odd, 40, false);
  assert.deepEqual(fast, slow);
  assert.notDeepEqual(fast, start);
});

test('ground that the soft mask doubts goes, and a limb that it doubts comes back', () => {
  const limb = (x: number, y: number) => x > 74 && x < 86 && y >= 48 && y < 80;
  const body = (x: number, y: number) => Math.hypot(x - 80, y - 40) < 22;
  const inside = (x: number, y: number) => body(x, y) || limb(x, y);
  // The ground's colour lies between the object's two: no linear model tells them apart.
  const stripes = (y: number) => ((y >> 3) % 2 === 0 ? ([170, 90, 60] as const) : ([60, 90, 170] as const));
  const frame = frameOf((x, y) => (inside(x, y) ? stripes(y) : [115, 90, 115]));
  const doubted = (x: number, y: number) => x > 88 && x < 108 && y > 44 && y < 68;
  const coarse = coarseOf(body);
  coarse.data.forEach((share, n) => {
    const [x, y] = [8 * (n % 20) + 4, 8 * Math.floor(n / 20) + 4];
    if (share === 0 && doubted(x, y)) coarse.data[n] = 0.65;
    if (share === 0 && limb(x, y)) coarse.data[n] = 0.35;
  });
  const before = overlapWith(guidedMask(coarse, frame, size).data, inside);
  const after = overlapWith(contourCut(coarse, frame, size, 'patches').data, inside);
  assert.ok(before < 0.9 && after > 0.95, `${before} to ${after}`);
});

test('where colours say nothing, the soft mask stays', () => {
  const inside = (x: number, y: number) => Math.hypot(x - 80, y - 48) < 30;
  const frame = frameOf(() => [100, 110, 120]);
  assert.ok(overlapWith(contourCut(coarseOf(inside), frame, size, 'patches').data, inside) > 0.85);
});

test('nothing stays nothing and everything everything', () => {
  const frame = frameOf((x) => (x < 50 ? [200, 30, 30] : [30, 30, 200]));
  for (const value of [0, 1]) {
    const { data } = contourCut(
      coarseOf(() => value === 1),
      frame,
      size,
      'patches',
    );
    assert.ok(data.every((share) => share === value));
  }
});
