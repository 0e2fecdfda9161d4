import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreReport, scoreReportCsv, sequenceReport } from '../../native/metrics/score-report.ts';
import { frameStatistics } from '../../native/metrics/statistics.ts';

const frames = (values: readonly number[]) =>
  values.map((value, i) => ({ frame: String(i).padStart(5, '0'), J: value, F: value / 2 }));

test('mean, recall and decay of a linear loss', () => {
  const values = Array.from({ length: 9 }, (_, i) => 0.9 - i / 10);
  const { mean, recall, decay } = frameStatistics(values);
  assert.ok(Math.abs(mean - 0.5) < 1e-12);
  assert.equal(recall, 4 / 9);
  // Bins of three frames that share their edges: frames 0..2 and 6..8.
  assert.ok(Math.abs(decay - 0.6) < 1e-12);
});

test('frames without a value are left out of the means and count as not recalled', () => {
  const { mean, recall } = frameStatistics([0.8, NaN, 0.6, NaN]);
  assert.ok(Math.abs(mean - 0.7) < 1e-12);
  assert.equal(recall, 0.5);
});

test('the decay of a long sequence compares its true ends', () => {
  const values = Array.from({ length: 1001 }, (_, i) => (i <= 250 ? 1 : 0));
  assert.equal(frameStatistics(values).decay, 1);
});

test('a single frame has no decay', () => {
  assert.deepEqual(frameStatistics([0.7]), { mean: 0.7, recall: 1, decay: 0 });
});

test('the official rule leaves out the first and the last frame, but reports them', () => {
  const report = sequenceReport('dog', frames([0, 0.8, 0.6, 0]), 'official');
  assert.ok(Math.abs(report.J.mean - 0.7) < 1e-12);
  assert.equal(report.frames, 4);
  assert.deepEqual(report.J.perFrame, [0, 0.8, 0.6, 0]);
  assert.ok(Math.abs(sequenceReport('dog', frames([0, 0.8, 0.6, 0]), 'all').J.mean - 0.35) < 1e-12);
});

test('a sequence that the rule leaves empty is refused with the way out', () => {
  assert.throws(() => sequenceReport('dog', frames([1, 1]), 'official'), /“dog”.*2 annotated.*“all”/);
});

test('the overall mean weighs sequences alike', () => {
  const report = scoreReport(
    { a: sequenceReport('a', frames([1]), 'all'), b: sequenceReport('b', frames([0, 0, 0]), 'all') },
    'all',
  );
  assert.deepEqual(report.mean, { J: 0.5, F: 0.25 });
  assert.equal(report.rule, 'all');
});

test('the CSV has a line per frame and quotes names that need it', () => {
  const report = scoreReport({ 'a,"b"': sequenceReport('x', frames([0.5]), 'all') }, 'all');
  assert.equal(scoreReportCsv(report), 'sequence,frame,J,F,T\r\n"a,""b""",00000,0.500000,0.250000,\r\n');
});
