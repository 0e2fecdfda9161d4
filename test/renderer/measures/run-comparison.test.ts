import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  comparableMeasures,
  comparedFrames,
  comparisonSummary,
} from '../../../renderer/measures/run-comparison.ts';
import { factsOf } from './frame-facts.ts';

const before = [0.5, 0.5, 0.5, 0.25, 0.5].map((J) => factsOf({ J }));
const after = [factsOf({ J: 0.75 }), factsOf({ J: 0 }), factsOf({}), factsOf({ J: 0.5 })];

test('sorts by the largest change whatever its sign, as far as the shorter run goes', () => {
  const rows = comparedFrames(before, after, 'J');
  assert.deepEqual(
    rows.map(({ frame, change }) => [frame, change]),
    [
      [1, -0.5],
      [0, 0.25],
      [3, 0.25],
    ],
  );
});

test('counts what became better and worse', () => {
  const summary = comparisonSummary(comparedFrames(before, after, 'J'));
  assert.deepEqual(summary, { better: 2, worse: 1, meanChange: 0 });
  assert.equal(comparisonSummary([]).meanChange, null);
});

test('compares only what both runs know', () => {
  assert.deepEqual(comparableMeasures(before, after), ['J', 'area']);
});
