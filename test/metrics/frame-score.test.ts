import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundaryMeasure, boundaryTolerancePx, maskBoundary } from '../../native/metrics/boundary-measure.ts';
import { scoreFrame } from '../../native/metrics/frame-score.ts';
import { packedArea, packMask } from '../../native/metrics/packed-mask.ts';
import { foregroundShare, regionSimilarity } from '../../native/metrics/region-similarity.ts';
import { drawnMask, maskWhere, randomMask } from './mask-samples.ts';

const square = (left: number, top: number, side: number) =>
  maskWhere(200, 100, (x, y) => x >= left && x < left + side && y >= top && y < top + side);
const empty = maskWhere(200, 100, () => false);

test('J is intersection over union', () => {
  assert.equal(regionSimilarity(drawnMask('##..', '##..'), drawnMask('.##.', '.##.')), 2 / 6);
});

test('two empty masks agree fully', () => {
  assert.deepEqual(scoreFrame(empty, empty), { J: 1, F: 1 });
});

test('one empty mask disagrees fully', () => {
  assert.deepEqual(scoreFrame(square(20, 20, 30), empty), { J: 0, F: 0 });
  assert.deepEqual(scoreFrame(empty, square(20, 20, 30)), { J: 0, F: 0 });
});

test('a full picture has no boundary, as in the toolkit', () => {
  const full = maskWhere(200, 100, () => true);
  assert.equal(packedArea(maskBoundary(packMask(full))), 0);
  assert.deepEqual(scoreFrame(full, empty), { J: 0, F: 1 });
});

test('F forgives a shift within the tolerance and no more', () => {
  const tolerance = boundaryTolerancePx(empty);
  assert.equal(tolerance, 2);
  assert.equal(boundaryMeasure(square(40, 40, 20), square(42, 40, 20)), 1);
  assert.ok(boundaryMeasure(square(40, 40, 20), square(43, 40, 20)) < 1);
  assert.equal(boundaryMeasure(square(10, 10, 20), square(120, 60, 20)), 0);
});

test('the tolerance at 854 × 480 is 8 pixels', () => {
  assert.equal(boundaryTolerancePx({ widthPx: 854, heightPx: 480 }), 8);
});

test('the boundary follows seg2bmap, also at the last row and column', () => {
  // By the official code: differences to the right, below and diagonally; none in the last corner.
  const boundary = maskBoundary(packMask(drawnMask('....', '.##.', '.##.', '...#')));
  const expected = packMask(drawnMask('###.', '#.#.', '####', '..#.'));
  assert.deepEqual([...boundary.words], [...expected.words]);
});

test('scores lie in 0..1, are 1 against itself, and J and F are symmetric', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const a = randomMask(67, 41, 0.3, seed);
    const b = randomMask(67, 41, 0.5, seed + 100);
    const score = scoreFrame(a, b);
    assert.ok(score.J >= 0 && score.J <= 1 && score.F >= 0 && score.F <= 1);
    assert.deepEqual(scoreFrame(b, a), score);
    assert.deepEqual(scoreFrame(a, a), { J: 1, F: 1 });
  }
});

test('masks of two sizes are refused with both sizes named', () => {
  assert.throws(() => scoreFrame(drawnMask('##'), drawnMask('##', '##')), /2 × 2 .* 2 × 1/);
});

test('the foreground share counts pixels', () => {
  assert.equal(foregroundShare(drawnMask('#...', '....')), 1 / 8);
});
