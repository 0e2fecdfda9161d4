import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunksOf, fetchingPays, isQuickerHere } from '../../native/farm/chunks/chunk-board.ts';

test('chunks cover every frame once and are as equal as can be', () => {
  assert.deepEqual(chunksOf(10, 4), [
    { first: 0, last: 2 },
    { first: 3, last: 6 },
    { first: 7, last: 9 },
  ]);
  assert.deepEqual(chunksOf(120, 120), []);
  assert.deepEqual(chunksOf(1000, 0), []);
  for (const frameCount of [121, 1001, 99_999]) {
    const chunks = chunksOf(frameCount, 120);
    chunks.forEach(({ first, last }, i) => {
      assert.equal(first, i === 0 ? 0 : chunks[i - 1]!.last + 1);
      assert.ok(last - first < 120);
    });
    assert.equal(chunks.at(-1)!.last, frameCount - 1);
  }
});

test('what others computed is fetched only where that is quicker', () => {
  assert.ok(fetchingPays({ computeSec: null, fetchSec: 9 }));
  assert.ok(fetchingPays({ computeSec: 0.2, fetchSec: null }));
  assert.ok(fetchingPays({ computeSec: 0.2, fetchSec: 0.1 }));
  assert.ok(!fetchingPays({ computeSec: 0.2, fetchSec: 0.3 }));
});

test('a chunk is taken away from a worker that is slower with its rest than this one with all of it', () => {
  const chunk = { first: 100, last: 199 };
  const speed = { computeSec: 1, fetchSec: 0.1 };
  const held = (doneFrames: number, timeSec: number) => ({ chunk, doneFrames, timeSec });
  assert.ok(!isQuickerHere(held(50, 50), speed));
  assert.ok(isQuickerHere(held(50, 100), speed));
  assert.ok(!isQuickerHere(held(90, 180), speed));
  assert.ok(!isQuickerHere(held(0, 150), speed));
  assert.ok(isQuickerHere(held(0, 250), speed));
  assert.ok(!isQuickerHere(held(50, 1000), { ...speed, computeSec: null }));
});
