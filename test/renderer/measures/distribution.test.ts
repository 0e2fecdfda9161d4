import assert from 'node:assert/strict';
import { test } from 'node:test';
import { histogram, summaryOf } from '../../../renderer/measures/distribution.ts';

test('counts every known value in one bin, 1 in the last', () => {
  const bins = histogram([0, 0.049, 0.05, null, 0.999, 1], 20);
  assert.equal(bins[0]!.count, 2);
  assert.equal(bins[1]!.count, 1);
  assert.equal(bins[19]!.count, 2);
  assert.equal(
    bins.reduce((sum, { count }) => sum + count, 0),
    5,
  );
});

test('sums a series up', () => {
  assert.deepEqual(summaryOf([0.25, null, 0.75, 0.5, 1]), {
    mean: 0.625,
    median: 0.625,
    lowest: 0.25,
    highest: 1,
    belowHalf: 0.25,
  });
  assert.equal(summaryOf([0.25, 1, 0.5]).median, 0.5);
  assert.equal(summaryOf([null]).mean, null);
});
