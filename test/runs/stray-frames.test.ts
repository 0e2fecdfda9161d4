import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strayFrames } from '../../native/runs/candidates/stray-frames.ts';
import type { CandidateSource, ShotCandidates } from '../../native/runs/candidates/shot-candidates.ts';

const run = { geometry: { grid: { rows: 1, cols: 6 } } } as Pick<CandidateSource, 'geometry'>;

/** Three frames from frame 10 on, six patches each; a letter for each candidate that has the patch, capital for both. */
function candidatesOf(...frames: readonly string[]): ShotCandidates {
  const gray = ['a', 'b'].flatMap((letter) =>
    frames.flatMap((patches) =>
      Array.from(patches).map((patch) => (patch === letter || patch === 'X' ? 255 : 0)),
    ),
  );
  return {
    first: 10,
    last: 9 + frames.length,
    count: 2,
    automatic: true,
    gray: Uint8Array.from(gray),
  };
}

const strayed = (candidates: ShotCandidates, frame: number) => [
  ...strayFrames(run, candidates, { id: 1, own: 0, frame }),
];

test('a variant of the run’s own choice is left where it becomes something else', () => {
  const candidates = candidatesOf('XXXb..', 'aaa.bb', 'XXX...');
  assert.deepEqual(strayed(candidates, 10), [11]);
  assert.deepEqual(strayed(candidates, 12), [11]);
});

test('another object than the run’s is followed everywhere, and so is the run’s own', () => {
  const candidates = candidatesOf('XXXb..', 'aaa.bb', 'XXX...');
  assert.deepEqual(strayed(candidates, 11), []);
  assert.deepEqual([...strayFrames(run, candidates, { id: 0, own: 0, frame: 10 })], []);
});
