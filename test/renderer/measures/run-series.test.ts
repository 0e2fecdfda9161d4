import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  judgingMeasure,
  knownMeasures,
  nextMoment,
  seriesColumns,
  worstFirst,
  worstMoments,
} from '../../../renderer/measures/run-series.ts';
import { factsOf } from './frame-facts.ts';

test('judges by J where there is ground truth, else by confidence', () => {
  const both = [factsOf({ confidence: 0.9 }), factsOf({ confidence: 0.4, J: 0.8 })];
  assert.equal(judgingMeasure(both), 'J');
  assert.equal(judgingMeasure([factsOf({ confidence: 0.9 })]), 'confidence');
  assert.equal(judgingMeasure([factsOf({})]), null);
  assert.deepEqual(knownMeasures(both), ['J', 'confidence', 'area']);
});

test('orders frames from the worst on, without those that are locked or unknown', () => {
  const frames = [
    factsOf({ confidence: 0.9 }),
    factsOf({ confidence: 0.2, locked: true }),
    factsOf({ confidence: 0.3 }),
    factsOf({}),
    factsOf({ confidence: 0.3 }),
  ];
  assert.deepEqual(worstFirst(frames), [2, 4, 0]);
});

test('of neighbouring bad frames names only the worst', () => {
  const frames = Array.from({ length: 1000 }, (_, frame) =>
    factsOf({
      J: frame >= 300 && frame < 320 ? 0.1 + Math.abs(frame - 312) / 100 : frame === 700 ? 0.2 : 0.9,
    }),
  );
  assert.deepEqual(worstMoments(frames, 3).slice(0, 2), [312, 302]);
  const moments = worstMoments(frames, 20);
  assert.ok(moments.includes(700));
  for (const a of moments) for (const b of moments) assert.ok(a === b || Math.abs(a - b) >= 10);
});

test('names no moment of a clip that is good all through, and only those that stand out of another', () => {
  const even = Array.from({ length: 50 }, (_, frame) => factsOf({ confidence: 0.88 + (frame % 3) / 100 }));
  assert.deepEqual(worstMoments(even, 20), []);
  const dipping = even.map((facts, frame) => (frame === 20 ? factsOf({ confidence: 0.7 }) : facts));
  assert.deepEqual(worstMoments(dipping, 20), [20]);
});

test('goes from moment to moment and begins again', () => {
  assert.equal(nextMoment([7, 3, 9], 5), 7);
  assert.equal(nextMoment([7, 3, 9], 7), 3);
  assert.equal(nextMoment([7, 3, 9], 9), 7);
  assert.equal(nextMoment([], 9), undefined);
});

test('summarises the frames of each column and loses none', () => {
  const values = Array.from({ length: 10_000 }, (_, frame) => (frame === 4321 ? 0.01 : 0.5));
  const columns = seriesColumns(values, 777);
  assert.equal(columns.length, 777);
  assert.equal(Math.min(...columns.map((column) => column!.lowest)), 0.01);
  assert.ok(columns.every((column) => column!.highest === 0.5));
});

test('stretches few frames over many columns and leaves unknown ones empty', () => {
  const columns = seriesColumns([0.25, null, 1], 6);
  assert.deepEqual(
    columns.map((column) => column?.mean ?? null),
    [0.25, 0.25, null, null, 1, 1],
  );
});
