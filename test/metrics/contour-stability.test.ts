import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanMatchingCost } from '../../native/metrics/contours/contour-matching.ts';
import { contourPoints } from '../../native/metrics/contours/contour-polygon.ts';
import {
  contourInstability,
  maskShape,
  sequenceInstability,
} from '../../native/metrics/contours/contour-stability.ts';
import { maskContours } from '../../native/metrics/contours/mask-contours.ts';
import { metricKernels } from '../../native/metrics/contours/metric-kernels.ts';
import { contextDistances, shapeContexts } from '../../native/metrics/contours/shape-context.ts';
import { temporalScorer } from '../../native/metrics/temporal-scores.ts';
import type { Mask } from '../../native/raster/types.ts';
import { drawnMask, maskWhere } from './mask-samples.ts';

const square = (left: number, side: number): Mask =>
  maskWhere(60, 40, (x, y) => x >= left && x < left + side && y >= 10 && y < 10 + side);
const step = (a: Mask, b: Mask): number => contourInstability(maskShape(a), maskShape(b));

test('contours run along pixel edges from the first vertical edge and close', () => {
  const [contour, ...others] = maskContours(drawnMask('....', '.##.', '....'));
  assert.equal(others.length, 0);
  assert.deepEqual(contour, { points: [1, 1, 2, 1, 2, 2, 2, 3, 1, 3, 1, 2, 1, 1], isHole: false });
});

test('holes have contours of their own, and pixels that touch at a corner are cut apart there', () => {
  const ring = maskContours(drawnMask('###', '#.#', '###'));
  assert.deepEqual(ring.map(({ isHole }) => isHole).sort(), [false, true]);
  const touching = maskContours(drawnMask('#.', '.#'));
  assert.deepEqual(
    touching.map(({ points }) => points.length),
    [10, 10],
  );
});

test('a square of 6 pixels becomes 9 points 3 pixels apart', () => {
  const points = contourPoints(square(10, 6))!;
  assert.equal(points.rows.length, 9);
  assert.deepEqual([points.rows[0], points.cols[0]], [points.rows[8], points.cols[8]]);
});

test('shape contexts of two points count each other and themselves', () => {
  const { counts, sums } = shapeContexts({ rows: Float64Array.of(0, 3), cols: Float64Array.of(0, 0) });
  assert.deepEqual([...sums], [1, 1]);
  // The mean over all four pairs is 1.5: the other lies at 2, where the last ring ends.
  assert.deepEqual([counts[48], counts[64 + 48]], [1, 1]);
});

test('the χ² distance of hand-made histograms', () => {
  const histogram = (bins: Record<number, number>) => {
    const counts = new Uint16Array(64);
    for (const [bin, count] of Object.entries(bins)) counts[Number(bin)] = count;
    return { count: 1, counts, sums: Int32Array.of(Object.values(bins).reduce((a, b) => a + b)) };
  };
  // ½ [(½ - ¼)² / ¾ + (½ - ¾)² / 1¼] = ½ [1/12 + 1/20] = 1/15.
  const [distance] = contextDistances(histogram({ 3: 1, 7: 1 }), histogram({ 3: 1, 7: 3 }));
  assert.ok(Math.abs(distance! - 1 / 15) < 1e-6);
  assert.equal(contextDistances(histogram({ 1: 2 }), histogram({ 2: 5 }))[0], 1);
});

test('the mean cost of the cheapest matching, worked by hand', () => {
  // The path 0-0, 1-1, 2-2 costs 0.2 + 0.1 behind its first cell; its cheapest match 2-2 becomes the end of the second.
  const costs = Float32Array.of(0.3, 0.9, 0.9, 0.9, 0.2, 0.9, 0.9, 0.9, 0.1);
  assert.ok(Math.abs(meanMatchingCost({ rows: 3, cols: 3, costs }) - 0.2) < 1e-6);
});

test('the kernels give what TypeScript alone gives, of contours with points on axes and off them', () => {
  const kernels = metricKernels();
  assert.notEqual(kernels, null);
  const star = (turn: number): Mask =>
    maskWhere(200, 160, (x, y) => {
      const angle = Math.atan2(y - 80, x - 90) + turn;
      return Math.hypot(x - 90, y - 80) < 45 + 20 * Math.sin(5 * angle) + 6 * Math.cos(17 * angle);
    });
  for (const [one, other] of [
    [star(0), star(0.3)],
    [square(10, 16), square(12, 20)],
    [star(1), square(3, 30)],
  ] as const) {
    const shapes = [one, other].map((mask) => {
      const points = contourPoints(mask)!;
      const shape = shapeContexts(points, null);
      assert.deepEqual(shapeContexts(points, kernels), shape);
      return shape;
    });
    const [a, b] = [shapes[0]!, shapes[1]!];
    const costs = contextDistances(a, b, kernels);
    // SIMD adds in single precision, TypeScript rounds after each double.
    const plain = contextDistances(a, b, null);
    assert.ok(costs.every((cost, i) => Math.abs(cost - plain[i]!) < 1e-5));
    const matrix = { rows: a.count, cols: b.count, costs };
    assert.equal(meanMatchingCost(matrix, kernels), meanMatchingCost(matrix, null));
  }
});

test('a mask that only moves is steady, one that changes its shape is not', () => {
  assert.ok(Math.abs(step(square(5, 16), square(25, 16))) < 1e-6);
  const disk = maskWhere(60, 40, (x, y) => Math.hypot(x - 30, y - 20) < 10);
  assert.ok(step(square(20, 16), disk) > 0.02);
});

test('an empty mask has no shape, and its steps do not count', () => {
  const empty = maskWhere(60, 40, () => false);
  assert.ok(Number.isNaN(step(empty, square(5, 16))));
  assert.equal(sequenceInstability([0.02, NaN, 0.04]), 0.15);
});

test('the official rule leaves out the first and the last frame and the step into the second', () => {
  const scorer = temporalScorer();
  const masks = [square(5, 16), square(5, 10), square(5, 10), square(9, 10), square(5, 16)];
  masks.forEach((mask, i) => scorer.add(mask, i > 0));
  const { mean, perFrame } = scorer.scores('official');
  assert.ok(Math.abs(mean!) < 1e-6);
  assert.equal(perFrame.length, 5);
  assert.ok(scorer.scores('all').mean! >= 0);
});

test('frames with a gap between them have neither T nor flicker', () => {
  const scorer = temporalScorer();
  for (const mask of [square(5, 16), square(9, 10), square(5, 16)]) scorer.add(mask, false);
  const { mean, flicker } = scorer.scores('all');
  assert.deepEqual([mean, flicker], [null, null]);
});
