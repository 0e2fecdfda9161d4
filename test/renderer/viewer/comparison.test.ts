import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  holdsDivider,
  panesOf,
  shareAfterKey,
  shareAt,
  wipeColumn,
} from '../../../renderer/viewer/stage/comparison.ts';

const wide = { width: 1001, height: 600 };
const picture = { width: 854, height: 480 };

test('shows two panes of one size beside or below each other, whichever shows the picture larger', () => {
  const beside = panesOf('side', { width: 1600, height: 400 }, picture);
  assert.deepEqual(beside, [
    { x: 0, y: 0, width: 799, height: 400 },
    { x: 801, y: 0, width: 799, height: 400 },
  ]);
  const below = panesOf('side', { width: 600, height: 900 }, picture);
  assert.deepEqual(below, [
    { x: 0, y: 0, width: 600, height: 449 },
    { x: 0, y: 451, width: 600, height: 449 },
  ]);
});

test('every other comparison takes the whole stage', () => {
  for (const mode of ['single', 'wipe', 'blend'] as const)
    assert.deepEqual(panesOf(mode, wide, picture), [{ x: 0, y: 0, ...wide }]);
});

test('a divider falls on a whole device pixel, the edges included', () => {
  assert.equal(wipeColumn(0, 1001), 0);
  assert.equal(wipeColumn(1, 1001), 1001);
  assert.equal(wipeColumn(0.5, 1001), 501);
  assert.equal(wipeColumn(-3, 1001), 0);
});

test('a divider is taken within ten pixels and follows the pointer into the edges', () => {
  assert.ok(holdsDivider(0.5, wide, { x: 508, y: 3 }));
  assert.ok(!holdsDivider(0.5, wide, { x: 520, y: 3 }));
  assert.equal(shareAt(wide, { x: 5000, y: 0 }), 1);
  assert.equal(shareAt(wide, { x: -5, y: 0 }), 0);
});

test('keys move a divider by one or ten hundredths and to the edges', () => {
  assert.equal(shareAfterKey(0.5, 'ArrowRight', false), 0.51);
  assert.equal(shareAfterKey(0.5, 'ArrowLeft', true), 0.4);
  assert.equal(shareAfterKey(0.99, 'PageUp', false), 1);
  assert.equal(shareAfterKey(0.3, 'Home', false), 0);
  assert.equal(shareAfterKey(0.3, 'End', false), 1);
  assert.equal(shareAfterKey(0.3, 'a', false), null);
});
