import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usablePseudoMasks } from '../../native/refine/pseudo-masks.ts';

test('frames whose mask is empty or full are left out', () => {
  assert.deepEqual(usablePseudoMasks([0, 0.2, 1, 0.001, 0.99]), { kind: 'usable', frames: [1, 3, 4] });
});

test('a clip whose masks say nothing is told why', () => {
  const reason = (shares: readonly number[]) => {
    const found = usablePseudoMasks(shares);
    return found.kind === 'useless' ? found.reason : found.kind;
  };
  assert.equal(reason([0, 0, 0]), 'all masks of the graph cut are empty');
  assert.equal(reason([1, 1]), 'all masks of the graph cut are full');
  assert.equal(reason([1, 0]), 'all masks of the graph cut are empty or full');
  assert.equal(reason([0]), 'all masks of the graph cut are empty');
});
