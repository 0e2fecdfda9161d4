import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QueueItem } from '../../native/api/queue.ts';
import { batchSummary } from '../../renderer/queue/batch-summary.ts';
import { fakeItem } from './fake-engine.ts';

const item = (state: QueueItem['state'], changes: Partial<QueueItem> = {}): QueueItem => ({
  ...fakeItem(1),
  progress: null,
  state,
  ...changes,
});
const half = { stage: 'flow', done: 1, total: 2, fraction: 0.5, etaSec: 10, note: null };

test('clips that failed or were cancelled count neither as done nor as work', () => {
  const { fraction, counts, etaSec } = batchSummary([item('done'), item('failed'), item('cancelled')]);
  assert.equal(fraction, 1);
  assert.deepEqual([counts.done, counts.failed, counts.cancelled], [1, 1, 1]);
  assert.equal(etaSec, null);
});

test('a running clip counts by its own progress', () => {
  assert.equal(batchSummary([item('running', { progress: half }), item('done')]).fraction, 0.75);
});

test('the time left is the running clip’s and, for each that waits, the mean of those done', () => {
  const done = item('done', { startedMs: 0, finishedMs: 30_000 });
  const running = item('running', { progress: half });
  assert.equal(batchSummary([done, running, item('waiting'), item('interrupted')]).etaSec, 70);
  assert.equal(batchSummary([running, item('waiting')]).etaSec, null, 'nothing tells how long clips take');
  assert.equal(batchSummary([running]).etaSec, 10);
});

test('what clips with other networks or another training took tells nothing of one that waits', () => {
  const done = item('done', { startedMs: 0, finishedMs: 30_000 });
  const longer = item('waiting', { config: { ...done.config, refine: true, epochs: 200 } });
  assert.equal(batchSummary([done, longer]).etaSec, null);
  assert.equal(batchSummary([done, item('waiting', { config: { ...done.config, tau: 0.7 } })]).etaSec, 30);
});
