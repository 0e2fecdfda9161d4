import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grades } from '../../native/api/verdict.ts';
import { judge, reasonInWords, type VerdictEvidence } from '../../native/runs/judge-run.ts';

const sure = { confidence: 0.85, stability: 0.95, area: 0.1 };
const clip = (frames: VerdictEvidence['perFrame']): VerdictEvidence => ({
  perFrame: frames,
  sceneCuts: [],
  movers: 1,
});
const calm = Array.from({ length: 40 }, () => sure);
const wordsOf = (evidence: VerdictEvidence) => judge(evidence).reasons.map((reason) => reasonInWords(reason));

test('a clip of confident, steady masks is good, without a reason', () => {
  assert.deepEqual(judge(clip(calm)), { grade: 'good', score: judge(clip(calm)).score, reasons: [] });
});

test('a reason names the frames that it is about', () => {
  const gone = { ...sure, area: 0 };
  assert.deepEqual(wordsOf(clip(calm.map((frame, t) => (t >= 30 ? gone : frame)))), [
    'the object leaves at frame 30',
  ]);
  assert.deepEqual(wordsOf(clip(calm.map((frame, t) => (t < 12 ? gone : frame)))), [
    'nothing moves before frame 12',
  ]);
  const grown = calm.map((frame, t) => (t >= 20 ? { ...frame, area: 0.25 } : frame));
  assert.deepEqual(wordsOf(clip(grown)), ['the mask jumps at frame 20']);
  assert.deepEqual(wordsOf({ ...clip(grown), sceneCuts: [20] }), []);
  const flickering = calm.map((frame, t) => (t >= 5 && t < 9 ? { ...frame, stability: 0.3 } : frame));
  assert.deepEqual(wordsOf(clip(flickering)), ['the masks flicker in frames 5 to 8']);
  assert.deepEqual(wordsOf({ ...clip(calm), movers: 2 }), ['2 objects move']);
  assert.deepEqual(wordsOf(clip(calm.map((frame) => ({ ...frame, area: 0 })))), ['nothing moves']);
});

test('unsure is a run whose surer frames are; not one that is less sure in a stretch', () => {
  const doubtful = { ...sure, confidence: 0.5 };
  const partly = (share: number) => judge(clip(calm.map((frame, t) => (t < share * 40 ? doubtful : frame))));
  assert.equal(partly(0.5).grade, 'good');
  assert.equal(partly(0.9).grade, 'check');
  assert.equal(judge(clip(calm.map((frame) => ({ ...frame, confidence: 0.74 })))).grade, 'check');
});

test('no grade gets better where the confidence of the frames gets worse', () => {
  const levels = Array.from({ length: 21 }, (_, k) => 1 - k / 20);
  const found = levels.map((confidence) =>
    grades.indexOf(judge(clip(calm.map((frame) => ({ ...frame, confidence })))).grade),
  );
  found.slice(1).forEach((grade, k) => assert.ok(grade >= found[k]!));
  assert.deepEqual([found[0], found.at(-1)], [grades.indexOf('good'), grades.indexOf('bad')]);
});
