import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { FodvidError, failedError } from '../../native/base/errors.ts';
import { runBatch } from '../../native/commands/batch.ts';
import type { BatchOptions } from '../../native/commands/batch.ts';
import { createProgress } from '../../native/base/progress.ts';
import type { RunClip } from '../../native/pipeline/run-types.ts';
import { openStore } from '../../native/store/store.ts';
import { runReport } from '../support/run-report.ts';
import { tinyDisk } from '../support/limits/tiny-disk.ts';

const config = resolveRunConfig({});

/** Leaves a file as a run does; fails for clips that are called bad. */
const runClip: RunClip = (clip, outDir, _config, { progress }) => {
  if (basename(clip).startsWith('bad')) return Promise.reject(failedError(`${clip} has no frames.`));
  if (basename(clip).startsWith('bug')) return Promise.reject(new TypeError('x is undefined'));
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, 'run.json'), clip);
  progress.report(1, 1);
  return Promise.resolve(runReport({ clip, outDir }));
};

function setUp(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'fodvid-batch-'));
  const store = openStore({ folder: join(root, 'cache'), limitBytes: 1e9 });
  t.after(() => {
    store.close();
    rmSync(root, { recursive: true });
  });
  const controller = new AbortController();
  const fractions: number[] = [];
  const options: BatchOptions = {
    outDir: join(root, 'out'),
    runClip,
    store,
    signal: controller.signal,
    progress: createProgress(({ fraction }) => fractions.push(fraction)),
  };
  return { root, store, controller, fractions, options };
}

test('runs every clip into its folder and records jobs and runs', async (t) => {
  const { root, store, options, fractions } = setUp(t);
  const { clips, exitCode } = await runBatch(['a/one.mp4', 'two.mov'], config, options);
  assert.equal(exitCode, 0);
  assert.deepEqual(
    clips.map(({ state, outDir }) => [state, outDir]),
    [
      ['done', join(root, 'out', 'one')],
      ['done', join(root, 'out', 'two')],
    ],
  );
  assert.deepEqual(
    store.recentJobs(9).map(({ state }) => state),
    ['done', 'done'],
  );
  assert.equal(store.withRuns((runs) => runs.recent(9)).length, 2);
  assert.deepEqual(fractions, [0.5, 1]);
});

test('a bad clip and a defect do not stop the others, and the exit code tells', async (t) => {
  const { store, options } = setUp(t);
  const ended: string[] = [];
  const { clips, exitCode } = await runBatch(['bad.mp4', 'bug.mp4', 'good.mp4'], config, {
    ...options,
    onClipEnd: ({ clip, state }) => ended.push(`${basename(clip)} ${state}`),
  });
  assert.equal(exitCode, 1);
  assert.deepEqual(ended, ['bad.mp4 failed', 'bug.mp4 failed', 'good.mp4 done']);
  const errors = clips.map((result) => (result.state === 'failed' ? result.error : ''));
  assert.match(errors[0]!, /bad\.mp4 has no frames\.$/);
  assert.match(errors[1]!, /unexpected.*x is undefined.*FODVID_DEBUG/);
  assert.deepEqual(
    store.recentJobs(9).map(({ state }) => state),
    ['done', 'failed', 'failed'],
  );
});

test('clips of one name get folders of their own, and the same ones again', async (t) => {
  const { options } = setUp(t);
  const folders = async (...clips: string[]) =>
    (await runBatch(clips, config, options)).clips.map(({ outDir }) => basename(outDir));
  assert.deepEqual(await folders('a/x.mp4', 'b/x.mp4', 'c/X.mov', 'a/x.mp4'), ['x', 'x-2', 'X-3']);
  assert.deepEqual(await folders('a/x.mp4', 'b/x.mp4', 'c/X.mov'), ['x', 'x-2', 'X-3']);
  assert.deepEqual(await folders('c/X.mov'), ['X-3']);
  assert.deepEqual(await folders('b/x.mp4'), ['x-2']);
  assert.deepEqual(await folders('d/y.mp4', 'e/y.mp4'), ['y', 'y-2']);
  assert.deepEqual(await folders('f/y.mp4', 'd/y.mp4'), ['y-3', 'y']);
});

test('the dots of a frames folder are part of its name', async (t) => {
  const { root, options } = setUp(t);
  mkdirSync(join(root, 'shot.v2'));
  const { clips } = await runBatch([join(root, 'shot.v2')], config, options);
  assert.equal(basename(clips[0]!.outDir), 'shot.v2');
});

test('cancelling ends the batch at once and keeps what is done', async (t) => {
  const { store, controller, options } = setUp(t);
  const cancelling: RunClip = (clip, ...rest) => {
    if (basename(clip) === 'second.mp4') {
      controller.abort();
      return Promise.reject(new Error('the reader went away'));
    }
    return runClip(clip, ...rest);
  };
  await assert.rejects(
    runBatch(['first.mp4', 'second.mp4', 'third.mp4'], config, { ...options, runClip: cancelling }),
    (error) => error instanceof FodvidError && error.kind === 'cancelled',
  );
  assert.deepEqual(
    store.recentJobs(9).map(({ state }) => state),
    ['cancelled', 'cancelled', 'done'],
  );
});

test('an output folder that cannot be written is an error before anything is computed', async (t) => {
  const { root, store, options } = setUp(t);
  writeFileSync(join(root, 'file'), '');
  const outDir = join(root, 'file', 'out');
  await assert.rejects(
    runBatch(['a.mp4'], config, { ...options, outDir, runClip: () => assert.fail('computed') }),
    (error) =>
      error instanceof FodvidError && error.message.includes(outDir) && error.withAdvice.includes('--out'),
  );
  assert.deepEqual(store.recentJobs(9), []);
});

test('a full output disk is named as such', async (t) => {
  const { options } = setUp(t);
  const disk = tinyDisk(64 * 1024);
  if (disk === null) {
    t.skip('this user cannot mount a small file system');
    return;
  }
  t.after(disk.remove);
  assert.throws(() => writeFileSync(join(disk.folder, 'big'), new Uint8Array(1e6)), /ENOSPC/);
  await assert.rejects(
    runBatch(['a.mp4'], config, { ...options, outDir: disk.folder }),
    (error) => error instanceof FodvidError && error.message.includes('disk is full'),
  );
});

test('leaves no trace of its own in the output folder', async (t) => {
  const { root, options } = setUp(t);
  await runBatch(['a.mp4'], config, options);
  assert.deepEqual(readdirSync(join(root, 'out')), ['a']);
  assert.ok(existsSync(join(root, 'out', 'a', 'run.json')));
});
