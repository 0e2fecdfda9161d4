import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLines, shortTime } from '../../native/cli/progress-lines.ts';
import type { ProgressEvent } from '../../native/base/progress.ts';

const event = (changes: Partial<ProgressEvent>): ProgressEvent => ({
  clip: 'bear',
  stage: 'flow',
  done: 0,
  total: 82,
  fraction: 0,
  etaSec: null,
  unitsPerSec: null,
  stageEtaSec: null,
  note: null,
  ...changes,
});

function recorder(isTTY: boolean, columns = 200) {
  let text = '';
  let nowMs = 0;
  const output = { isTTY, columns, write: (part: string) => (text += part) };
  return {
    lines: progressLines(output, () => nowMs),
    text: () => text,
    wait: (sec: number) => (nowMs += sec * 1000),
  };
}

test('a log gets a line at the start, every ten seconds, and at the end of a stage', () => {
  const { lines, text, wait } = recorder(false);
  for (let done = 0; done <= 82; done++) {
    lines.show(event({ done, fraction: done / 82, unitsPerSec: done > 5 ? 4 : null, etaSec: 20 }));
    wait(0.25);
  }
  lines.show(event({ done: 82 }));
  const written = text().trimEnd().split('\n');
  assert.equal(written.length, 4);
  assert.match(written[0]!, /^bear: flow\s+started, 82 to do$/);
  assert.match(written[1]!, /40\/82 .*4\.00\/s .*48 % of all, 20 s left/);
  assert.match(written[3]!, /82\/82 .*done$/);
  assert.ok(!text().includes('\r') && !text().includes('\u001b'));
});

test('a terminal has one line that is rewritten, and keeps it when the stage is done', () => {
  const { lines, text, wait } = recorder(true);
  lines.show(event({ done: 41, fraction: 0.5 }));
  wait(1);
  lines.show(event({ done: 60, fraction: 0.7 }));
  lines.show(event({ done: 82, fraction: 1 }));
  assert.equal(text().split('\n').length, 2);
  assert.ok(text().includes('█'.repeat(12) + '░'.repeat(12)));
  assert.ok(text().split('\r').at(-1)!.includes('82/82'));
});

test('a terminal’s lines never wrap', () => {
  const { lines, text } = recorder(true, 40);
  lines.show(event({ done: 41, clip: 'a-very-long-name-of-a-clip-that-does-not-end' }));
  for (const line of text().split('\r')) assert.ok(line.replace('\u001b[K', '').length < 40);
});

test('a message stands on a line of its own and the bar comes back', () => {
  const { lines, text } = recorder(true);
  lines.show(event({ done: 41 }));
  lines.message('Something to know.');
  assert.ok(text().includes('\u001b[KSomething to know.\n'));
  assert.ok(text().split('\r').at(-1)!.includes('41/82'));
  lines.end();
  assert.ok(text().endsWith('\r\u001b[K'));
});

test('times read well', () => {
  assert.deepEqual([0.4, 59, 61, 3599, 7620].map(shortTime), [
    '0 s',
    '59 s',
    '1 min 01 s',
    '59 min 59 s',
    '2 h 07 min',
  ]);
});
