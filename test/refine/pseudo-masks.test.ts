import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contestedRanges,
  confidentFrames,
  rejectionReason,
  pseudoMaskWeight,
  softOverlap,
  usablePseudoMasks,
} from '../../native/refine/pseudo-masks.ts';

test('frames whose mask is empty or full are left out', () => {
  assert.deepEqual(usablePseudoMasks([0, 0.2, 1, 0.001, 0.99]), { kind: 'usable', frames: [1, 3, 4] });
});

test('frames far less confident than the clip’s best are not learned, all of equals are', () => {
  assert.deepEqual(confidentFrames([0, 2, 3, 5, 6], [0.1, 1, 0.7, 0.6, 1, 0.2, 0.5]), [2, 3]);
  assert.deepEqual(confidentFrames([4], [1, 1, 1, 1, 0]), [4]);
  assert.deepEqual(confidentFrames([0, 1, 2], [0.3, 0.3, 0.3]), [0, 1, 2]);
  assert.deepEqual(confidentFrames([], []), []);
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

test('the overlap of soft masks is 1 for the same, 0 for disjoint ones, and counts shares', () => {
  const half = Uint8Array.of(255, 255, 0, 0);
  assert.equal(softOverlap(half, half), 1);
  assert.equal(softOverlap(half, Uint8Array.of(0, 0, 255, 255)), 0);
  assert.ok(Math.abs(softOverlap(half, Uint8Array.of(51, 51, 0, 0)) - 0.2) < 1e-9);
  assert.equal(softOverlap(new Uint8Array(4), new Uint8Array(4)), 1);
});

test('a network whose masks have collapsed is not trusted, one that differs in places is', () => {
  assert.equal(rejectionReason([0.7, 0.5, 0.2]), null);
  assert.equal(
    rejectionReason([0.2, 0, 0.1]),
    'the network has not learned the masks of the graph cut (its own overlap with them by 10 %)',
  );
});

test('a frame counts by its confidence, but never for nothing', () => {
  assert.ok(pseudoMaskWeight(0) > 0 && pseudoMaskWeight(0) < 0.1);
  assert.ok(pseudoMaskWeight(0.8) > 10 * pseudoMaskWeight(0));
});

test('ranges in which both masks differ end at scene cuts', () => {
  const overlaps = [0.9, 0.2, 0.3, 0.95, 0.1, 0.1, 0.69, 0.7];
  assert.deepEqual(contestedRanges(overlaps, [0, 0, 0, 0, 0, 1, 1, 1]), [
    { first: 1, last: 2 },
    { first: 4, last: 4 },
    { first: 5, last: 6 },
  ]);
  assert.deepEqual(contestedRanges([0.7, 1], [0, 0]), []);
});
