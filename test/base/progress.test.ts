import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgress } from '../../native/base/progress.ts';
import type { ProgressEvent } from '../../native/base/progress.ts';

/** A progress tree with a clock that only moves when told, and everything it said. */
function watched() {
  const events: ProgressEvent[] = [];
  let nowMs = 0;
  const root = createProgress(
    (event) => events.push(event),
    () => nowMs,
  );
  return { root, last: () => events.at(-1)!, events, wait: (sec: number) => (nowMs += sec * 1000) };
}

const near = (actual: number | null, expected: number, tolerance = 1e-9) =>
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('parts that go by the name of what they divide are told as that', () => {
  const { root, last } = watched();
  const [running, exporting] = root.split({ bear: 1 }).bear.divide([3, 1]);
  running!.split({ flow: 1 }).flow.report(8, 8);
  assert.deepEqual([last().clip, last().stage, last().fraction], ['bear', 'flow', 0.75]);
  exporting!.split({ export: 1 }).export.report(8, 8);
  assert.deepEqual([last().clip, last().stage, last().fraction], ['bear', 'export', 1]);
});

test('weighs the parts of parts', () => {
  const { root, last } = watched();
  const { a, b } = root.split({ a: 1, b: 3 });
  const { x, y } = b.split({ x: 1, y: 1 });
  a.report(5, 10);
  near(last().fraction, 0.125);
  x.report(10, 10, 'note');
  near(last().fraction, 0.125 + 0.375);
  assert.deepEqual(
    [last().clip, last().stage, last().done, last().total, last().note],
    ['b', 'x', 10, 10, 'note'],
  );
  a.report(10, 10);
  y.report(1, 1);
  near(last().fraction, 1);
});

test('never goes back as long as the parts do not', () => {
  const { root, events, wait } = watched();
  const parts = Object.values(root.split({ a: 2, b: 5, c: 1 }));
  for (const part of parts)
    for (let i = 0; i <= 7; i++) {
      wait(0.3);
      part.report(i, 7);
    }
  for (let i = 1; i < events.length; i++) assert.ok(events[i]!.fraction >= events[i - 1]!.fraction);
  near(events.at(-1)!.fraction, 1);
  assert.equal(events.at(-1)!.etaSec, 0);
});

test('tells the time left at a steady speed exactly, and nothing before it knows', () => {
  const { root, last, wait } = watched();
  const { flow } = root.split({ flow: 1 });
  flow.report(0, 100);
  assert.equal(last().etaSec, null);
  wait(0.5);
  flow.report(1, 100);
  assert.equal(last().etaSec, null);
  assert.equal(last().unitsPerSec, null);
  for (let i = 2; i <= 10; i++) {
    wait(0.5);
    flow.report(i, 100);
  }
  near(last().unitsPerSec, 2, 1e-9);
  near(last().stageEtaSec, 45, 1e-6);
  near(last().etaSec, 45, 1e-6);
});

test('judges parts that have not begun by the time per weight so far', () => {
  const { root, last, wait } = watched();
  const { flow } = root.split({ flow: 1, features: 2 });
  flow.report(0, 10);
  for (let i = 1; i <= 5; i++) {
    wait(1);
    flow.report(i, 10);
  }
  near(last().stageEtaSec, 5, 1e-6);
  near(last().etaSec, 5 + 20, 1e-6);
});

test('does not judge a long training by a stage of a moment', () => {
  const { root, last, wait } = watched();
  const { shots, flow } = root.split({ shots: 0.2, flow: 10, training: 990 });
  shots.report(0, 20);
  for (let i = 1; i <= 20; i++) {
    wait(0.1);
    shots.report(i, 20);
  }
  // Two seconds instead of 0.2 for a 5000th of the work, started up included: not three hours for the rest.
  assert.equal(last().etaSec, null);
  flow.report(0, 100);
  for (let i = 1; i <= 100; i++) {
    wait(0.2);
    flow.report(i, 100);
  }
  near(last().etaSec, (990 * 22) / 10.2, 1e-6);
});

test('follows a change of speed within some seconds', () => {
  const { root, last, wait } = watched();
  const { flow } = root.split({ flow: 1 });
  let done = 0;
  flow.report(done, 10_000);
  for (let i = 0; i < 100; i++) {
    wait(1);
    flow.report(++done, 10_000);
  }
  for (let i = 0; i < 60; i++) {
    wait(1);
    flow.report((done += 10), 10_000);
  }
  near(last().unitsPerSec, 10, 0.1);
});

test('names a stage and the clip that it belongs to, however deep they lie', () => {
  const { root, last } = watched();
  const { run, score } = root.split({ run: 9, score: 1 });
  const { bear } = run.split({ bear: 1, dog: 1 });
  const { flow } = bear.split({ flow: 1 });
  flow.report(1, 2);
  assert.deepEqual([last().clip, last().stage], ['bear', 'flow']);
  score.report(1, 2);
  assert.deepEqual([last().clip, last().stage], ['score', 'score']);
});

test('a closed part counts as finished, whatever it did', () => {
  const { root, last } = watched();
  const { a, b } = root.split({ a: 1, b: 1 });
  const { x } = a.split({ x: 1, y: 1 });
  x.report(1, 10);
  a.close();
  b.report(1, 2);
  near(last().fraction, 0.75);
});
