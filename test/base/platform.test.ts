import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { test } from 'node:test';
import { fileAddress } from '../../native/base/ffmpeg-command.ts';
import { lowerPriority } from '../../native/base/platform/lower-priority.ts';
import { onStopSignals } from '../../native/base/platform/stop-signals.ts';
import { decodeArguments } from '../../native/video/ffmpeg-arguments.ts';

/** How often a program hears that it shall end. */
function heardOf(platform: NodeJS.Platform, ...signals: NodeJS.Signals[]): number {
  const source = new EventEmitter();
  let heard = 0;
  onStopSignals(() => heard++, platform, source);
  for (const signal of signals) source.emit(signal);
  return heard;
}

test('a program is asked to end by Ctrl-C and SIGTERM, on Windows by Ctrl-C and Ctrl-Break', () => {
  assert.equal(heardOf('linux', 'SIGINT', 'SIGTERM'), 2);
  assert.equal(heardOf('darwin', 'SIGINT', 'SIGTERM'), 2);
  assert.equal(heardOf('win32', 'SIGINT', 'SIGBREAK'), 2);
});

test('a priority is lowered, and never raised where a person has given a lower one', () => {
  const set: number[] = [];
  const priority = (now: number) =>
    lowerPriority(
      () => now,
      (nice) => void set.push(nice),
    );
  const { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_BELOW_NORMAL } = constants.priority;
  assert.equal(priority(PRIORITY_NORMAL), null);
  assert.equal(priority(PRIORITY_LOW), null);
  assert.deepEqual(set, [PRIORITY_BELOW_NORMAL]);
});

test('a system that refuses another priority is told of, and ends nothing', () => {
  const refuse = () => {
    throw Object.assign(new Error('A system error occurred: uv_os_setpriority returned EACCES'), {
      code: 'EACCES',
    });
  };
  assert.match(lowerPriority(() => 0, refuse) ?? '', /normal priority.*EACCES/);
  assert.match(lowerPriority(refuse) ?? '', /normal priority/);
});

test('ffmpeg is told of a long path on Windows in the form that takes more than 260 characters', () => {
  const deep = 'Überlänge\\'.repeat(30);
  const long = String.raw`\\?\C:\Clips` + `\\${deep}a.mp4`;
  assert.equal(fileAddress(`C:\\Clips\\${deep}a.mp4`, 'win32'), `file:${long}`);
  assert.equal(fileAddress(`C:/Clips/${deep.replaceAll('\\', '/')}a.mp4`, 'win32'), `file:${long}`);
  assert.equal(fileAddress(long, 'win32'), `file:${long}`, 'one that has the form already');
  const share = fileAddress(`\\\\nas\\clips\\${deep}a.mp4`, 'win32');
  assert.equal(share, `file:${String.raw`\\?\UNC\nas\clips`}\\${deep}a.mp4`);
  assert.equal(
    fileAddress('C:\\Clips\\a.mp4', 'win32'),
    'file:C:\\Clips\\a.mp4',
    'short ones stay as they are',
  );
  const elsewhere = `/clips/${'deep/'.repeat(80)}a.mp4`;
  assert.equal(fileAddress(elsewhere, 'linux'), `file:${elsewhere}`);
  const range = { size: { widthPx: 8, heightPx: 8 }, fromIndex: 0, toIndex: 1, frameCount: 1 };
  assert.ok(decodeArguments(long, range).includes(`file:${long}`), 'no builder of arguments changes it');
});
