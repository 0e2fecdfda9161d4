import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSummary } from '../../native/api/runs.ts';
import type { Grade } from '../../native/api/verdict.ts';
import { byNeed, decisionCounts, latestRuns, refinableOf } from '../../renderer/board/board-order.ts';
import { groupedByClip } from '../../renderer/metrics/clip-groups.ts';
import { createUndoHistory } from '../../renderer/state/undo.ts';
import { fakeRun } from './fake-run.ts';

const { summary } = fakeRun({ frameCount: 10, widthPx: 64, heightPx: 48 });
let nextId = 1;
const run = (
  name: string,
  grade: Grade | null,
  score: number,
  changes: Partial<RunSummary> = {},
): RunSummary => ({
  ...summary,
  id: nextId++,
  name,
  clip: `/clips/${name}`,
  verdict: grade === null ? null : { grade, score, reasons: [] },
  decision: null,
  ...changes,
});
const namesOf = (runs: readonly RunSummary[]) => runs.map(({ name }) => name).join(' ');

test('what needs a look comes first, what is approved last', () => {
  const runs = [
    run('approved', 'bad', 0.1, { decision: 'approved' }),
    run('good', 'good', 0.9),
    run('surer', 'check', 0.7),
    run('rejected', 'good', 0.9, { decision: 'rejected' }),
    run('unsure', 'check', 0.5),
    run('unknown', null, 0),
    run('bad', 'bad', 0.4),
  ];
  assert.equal(namesOf(byNeed(runs)), 'bad unsure surer unknown good rejected approved');
  assert.deepEqual(decisionCounts(runs), { approved: 1, rejected: 1, open: 5 });
});

test('of a clip that was run several times the newest run is reviewed', () => {
  const older = run('dog', 'bad', 0.2, { finishedMs: 1 });
  const newer = run('dog', 'good', 0.8, { finishedMs: 2 });
  assert.deepEqual(
    latestRuns([newer, older, run('cat', 'good', 0.8)]).map(({ id }) => id),
    [newer.id, nextId - 1],
  );
});

test('changes are taken back one by one, the last first', () => {
  const history = createUndoHistory();
  const undone: string[] = [];
  for (const name of ['first', 'second']) history.add(() => undone.push(name));
  history.undo();
  history.undo();
  history.undo();
  assert.deepEqual(undone, ['second', 'first']);
});

test('parts of a clip are reviewed each by itself, and a clip’s runs stand together in tables', () => {
  const runs = [
    run('long', 'good', 0.8, { finishedMs: 1, firstFrame: 0, frameCount: 10 }),
    run('other', 'good', 0.8, { finishedMs: 2 }),
    run('long', 'good', 0.8, { finishedMs: 3, firstFrame: 20, frameCount: 10 }),
    run('long', 'bad', 0.2, { finishedMs: 4, firstFrame: 20, frameCount: 10 }),
  ];
  assert.deepEqual(
    latestRuns(runs).map(({ firstFrame, verdict }) => [firstFrame, verdict?.grade]),
    [
      [0, 'good'],
      [0, 'good'],
      [20, 'bad'],
    ],
  );
  assert.deepEqual(
    groupedByClip(runs).map(({ finishedMs }) => finishedMs),
    [4, 3, 1, 2],
  );
});

test('what may be refined: drafts, and what was corrected since its refinement, but nothing that was rejected', () => {
  const draft = { ...summary.config, refine: false };
  const runs = [
    run('draft', 'good', 0.9, { config: draft }),
    run('refined', 'good', 0.9),
    run('corrected', 'good', 0.9, { unlearned: true }),
    run('rejected', 'bad', 0.1, { config: draft, decision: 'rejected' }),
    run('gone', 'good', 0.9, { config: draft, present: false }),
  ];
  assert.equal(namesOf(refinableOf(runs)), 'draft corrected');
});
