import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { methods } from '../../native/api/contract.ts';
import type { QueueItem } from '../../native/api/queue.ts';
import { createEngine, type Engine } from '../../native/app/engine.ts';
import {
  engineFolder,
  nextEvent,
  noSignal,
  openEngine,
  queueEnd,
  tinyClip,
  tinyConfig,
} from '../support/test-engine.ts';
import { brokenClips, writeBrokenClip } from '../video/broken-clips.ts';

const add = (paths: string[], config = tinyConfig) => ({ paths, config, outDir: null });

/** The niceness of this thread, and the largest among this process's threads. */
function niceness() {
  const of = (path: string) => Number(readFileSync(path, 'utf8').split(') ')[1]!.split(' ')[16]);
  const all = readdirSync('/proc/self/task').map((task) => {
    try {
      return of(`/proc/self/task/${task}/stat`);
    } catch {
      return 0; // The thread has ended since the folder was listed.
    }
  });
  return { own: of('/proc/thread-self/stat'), most: Math.max(...all) };
}
const withoutProc = process.platform !== 'linux' && 'tells what processes run from /proc';

describe('a queue of two clips and one that cannot be read', () => {
  const fractions: number[] = [];
  const seen: ReturnType<typeof niceness>[] = [];
  let engine: Engine;
  let items: readonly QueueItem[];
  let priority: number;

  before(async () => {
    const { library, options } = engineFolder();
    engine = await openEngine(options);
    const clips = [
      await tinyClip(library, 'first'),
      join(library, 'bad.mp4'),
      await tinyClip(library, 'second', 3),
    ];
    writeFileSync(clips[1]!, 'no video');
    const { ids, rejected } = await engine.handlers['queue.add'](add(clips), noSignal);
    assert.equal(ids.length, 3);
    assert.deepEqual(rejected, []);
    engine.onEvent((told) => {
      if (told.event === 'queue.progress') fractions.push(told.payload.progress.fraction);
    });
    if (withoutProc === false) priority = niceness().own;
    // A clip's events may all arrive when its thread is gone: look while it runs.
    const looks = setInterval(() => withoutProc === false && seen.push(niceness()), 5);
    try {
      await engine.handlers['queue.start']({}, noSignal);
      items = await queueEnd(engine);
    } finally {
      clearInterval(looks);
    }
  });

  test('runs clips one after the other, a failing one with its sentence, and pauses when all is done', async () => {
    assert.deepEqual(
      items.map(({ name, state }) => [name, state]),
      [
        ['first', 'done'],
        ['bad', 'failed'],
        ['second', 'done'],
      ],
    );
    assert.match(items[1]!.error!, /bad\.mp4/);
    assert.equal(items[1]!.words?.code, 'video-unreadable');
    assert.ok(fractions.length > 0 && fractions.every((fraction) => fraction >= 0 && fraction <= 1));
    for (const [{ outDir, runId }, frames] of [
      [items[0]!, 6],
      [items[2]!, 3],
    ] as const) {
      assert.equal(readdirSync(join(outDir, 'masks')).length, frames);
      assert.ok(Number.isInteger(runId));
    }
    methods['queue.list'].result.parse(await engine.handlers['queue.list']({}, noSignal));
  });

  test('what is computed leaves the processor to the engine', { skip: withoutProc }, () => {
    const least = constants.priority.PRIORITY_BELOW_NORMAL;
    assert.ok(
      seen.some(({ most }) => most >= least),
      JSON.stringify(seen.at(-1)),
    );
    assert.ok(
      seen.every(({ own }) => own === priority),
      'this thread, which answers people, keeps its priority',
    );
  });
});

test('a folder stands for its videos, and what cannot be read is rejected by itself', async () => {
  const { library, options } = engineFolder();
  const { handlers } = await openEngine(options);
  const folder = join(library, 'rushes');
  mkdirSync(folder);
  for (const name of ['b10.mp4', 'b2.MOV', 'notes.txt']) writeFileSync(join(folder, name), '');
  const empty = join(library, 'empty');
  mkdirSync(empty);
  const { rejected } = await handlers['queue.add'](add([folder, empty, join(library, 'gone.mp4')]), noSignal);
  const { items } = await handlers['queue.list']({}, noSignal);
  assert.deepEqual(
    items.map(({ clip }) => basename(clip)),
    ['b2.MOV', 'b10.mp4'],
  );
  assert.deepEqual(
    rejected.map(({ clip }) => basename(clip)),
    ['empty', 'gone.mp4'],
  );
  assert.match(rejected[0]!.error, /neither frames nor videos/);
});

test('order, removal, retry and cancelling of waiting clips', async () => {
  const { library, options } = engineFolder();
  const { handlers } = await openEngine(options);
  for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) writeFileSync(join(library, name), '');
  const { ids } = await handlers['queue.add'](
    add(['a.mp4', 'b.mp4', 'c.mp4'].map((name) => join(library, name))),
    noSignal,
  );
  const names = async () =>
    (await handlers['queue.list']({}, noSignal)).items.map(({ name, state }) => `${name} ${state}`);
  await handlers['queue.move']({ id: ids[2]!, toIndex: 0 }, noSignal);
  assert.deepEqual(await names(), ['c waiting', 'a waiting', 'b waiting']);
  await handlers['queue.cancel']({ id: ids[0]! }, noSignal);
  assert.deepEqual(await names(), ['c waiting', 'a cancelled', 'b waiting']);
  await handlers['queue.retry']({ id: ids[0]! }, noSignal);
  await handlers['queue.remove']({ ids: [ids[1]!] }, noSignal);
  assert.deepEqual(await names(), ['c waiting', 'a waiting']);
  await assert.rejects(
    handlers['queue.move']({ id: 999, toIndex: 0 }, noSignal),
    /Clip 999 is no longer in the queue/,
  );
});

test('clips of one name, and one clip with two configurations, get folders of their own', async () => {
  const { library, options } = engineFolder();
  const { handlers } = await openEngine(options);
  mkdirSync(join(library, 'other'));
  const clips = [join(library, 'x.mp4'), join(library, 'other', 'x.mp4')];
  for (const clip of clips) writeFileSync(clip, '');
  await handlers['queue.add'](add(clips), noSignal);
  await handlers['queue.add'](add([clips[0]!], { ...tinyConfig, tau: 0.3 }), noSignal);
  await handlers['queue.add'](add([clips[0]!]), noSignal);
  const parts = [{ clip: clips[1]!, from: 3, to: '00:00:00:05' }];
  await handlers['queue.add']({ ...add(clips), parts }, noSignal);
  const { items } = await handlers['queue.list']({}, noSignal);
  assert.deepEqual(
    items.map(({ outDir }) => basename(outDir)),
    ['x', 'x-2', 'x-3', 'x', 'x', 'x-4'],
  );
  assert.deepEqual(
    items.slice(-2).map(({ config: { from, to } }) => [from, to]),
    [
      [undefined, undefined],
      [3, '00:00:00:05'],
    ],
  );
});

test('a waiting clip gets other settings, which the next engine finds again; a finished one keeps its own', async () => {
  const { library, options } = engineFolder();
  const clip = await tinyClip(library, 'square', 2);
  const changed = { ...tinyConfig, tau: 0.3, seed: 7 };
  const first = await createEngine(options);
  const { ids } = await first.handlers['queue.add'](add([clip, clip]), noSignal);
  const [done, waiting] = ids as [number, number];
  await first.handlers['queue.configure']({ id: waiting, config: changed }, noSignal);
  await first.close();

  const engine = await openEngine(options);
  const { handlers } = engine;
  const found = (await handlers['queue.list']({}, noSignal)).items;
  assert.deepEqual(
    found.map(({ config, outDir }) => [config, basename(outDir)]),
    [
      [tinyConfig, 'square'],
      [changed, 'square-2'],
    ],
  );
  await handlers['queue.start']({}, noSignal);
  const ended = await queueEnd(engine);
  assert.deepEqual(
    ended.map(({ state }) => state),
    ['done', 'done'],
  );
  const record = JSON.parse(readFileSync(join(ended[1]!.outDir, 'run.json'), 'utf8')) as { config: object };
  assert.deepEqual(record.config, changed);
  const refusal = handlers['queue.configure']({ id: done, config: changed }, noSignal);
  await assert.rejects(refusal, /settings of square can be changed only while it waits/);

  await handlers['queue.retry']({ id: done }, noSignal);
  await handlers['queue.configure']({ id: done, config: { ...changed, seed: 8 } }, noSignal);
  const [renewed] = (await handlers['queue.list']({}, noSignal)).items;
  assert.deepEqual([basename(renewed!.outDir), renewed!.runId], ['square-3', null]);
  const unfit = { ...tinyConfig, size: { heightPx: 97, widthPx: 128 } };
  await assert.rejects(handlers['queue.configure']({ id: done, config: unfit }, noSignal), /97x128/);
});

test('cancels a running clip, whose retry ends with all masks', async () => {
  const { library, options } = engineFolder();
  const engine = await openEngine(options);
  const { handlers } = engine;
  const clip = await tinyClip(library, 'square', 12);
  const { ids } = await handlers['queue.add'](add([clip]), noSignal);
  const started = nextEvent(engine, 'queue.progress', ({ progress }) => progress.fraction > 0.05);
  await handlers['queue.start']({}, noSignal);
  await started;
  await handlers['queue.cancel']({ id: ids[0]! }, noSignal);
  const [cancelled] = (await handlers['queue.list']({}, noSignal)).items;
  assert.equal(cancelled!.state, 'cancelled', cancelled!.error ?? '');
  assert.equal(existsSync(join(cancelled!.outDir, 'run.json')), false);
  await handlers['queue.retry']({ id: ids[0]! }, noSignal);
  await handlers['queue.start']({}, noSignal);
  const [done] = await queueEnd(engine);
  assert.equal(done!.state, 'done');
  assert.equal(readdirSync(join(done!.outDir, 'masks')).length, 12);
});

test('a damaged clip fails with the last frame that can be run, and a retry up to there runs it', async () => {
  const { library, options } = engineFolder();
  const engine = await openEngine(options);
  const { handlers } = engine;
  const clip = await writeBrokenClip(library, brokenClips.mjpeg);
  const looked = await handlers['queue.preflight']({ paths: [clip], config: tinyConfig }, noSignal);
  const words = { code: 'video-broken-frames', values: { frames: '12', count: 1, wholeCount: 20, last: 11 } };
  const [row] = methods['queue.preflight'].result.parse(looked).reports;
  assert.ok('error' in row!);
  assert.partialDeepStrictEqual(row.words, words);
  const part = await handlers['queue.preflight'](
    { paths: [clip], config: { ...tinyConfig, to: 11 } },
    noSignal,
  );
  assert.ok('frameCount' in part.reports[0]!);

  const { ids } = await handlers['queue.add'](add([clip]), noSignal);
  await handlers['queue.start']({}, noSignal);
  const [failed] = await queueEnd(engine);
  assert.equal(failed!.state, 'failed');
  assert.partialDeepStrictEqual(failed!.words, words);
  await handlers['queue.retry']({ id: ids[0]!, to: 11 }, noSignal);
  const [renewed] = (await handlers['queue.list']({}, noSignal)).items;
  assert.deepEqual([renewed!.state, renewed!.config.to, renewed!.error], ['waiting', 11, null]);
  await handlers['queue.start']({}, noSignal);
  const [done] = await queueEnd(engine);
  assert.equal(done!.state, 'done', done!.error ?? '');
  assert.equal(readdirSync(join(done!.outDir, 'masks')).length, 12);
});

test('preflight tells size and estimates, and a bad clip by its sentence', async () => {
  const { library, options } = engineFolder();
  const { handlers } = await openEngine(options);
  const clip = await tinyClip(library, 'square');
  const config = { ...tinyConfig, size: null };
  const answer = await handlers['queue.preflight'](
    { paths: [clip, join(library, 'gone.mp4')], config },
    noSignal,
  );
  const [report, gone] = methods['queue.preflight'].result.parse(answer).reports;
  assert.ok('frameCount' in report! && 'error' in gone!);
  assert.deepEqual([report.frameCount, report.widthPx, report.heightPx], [6, 160, 120]);
  for (const figure of [report.estimatedTimeSec, report.estimatedDiskBytes, report.estimatedMemoryBytes])
    assert.ok(figure > 0);
  assert.match(gone.error, /gone\.mp4 does not exist/);
});

test('preflight names what lies beside the clips of a folder, but for what systems leave there', async () => {
  const { library, options } = engineFolder();
  const { handlers } = await openEngine(options);
  mkdirSync(join(library, 'shoot'));
  await tinyClip(join(library, 'shoot'), 'take');
  for (const name of ['notes.txt', '.DS_Store', 'Thumbs.db', 'late.mp4'])
    writeFileSync(join(library, 'shoot', name), '');
  writeFileSync(join(library, 'shoot', 'take', 'notes.txt'), '');
  const skippedIn = async (...folder: string[]) =>
    (await handlers['queue.preflight']({ paths: [join(library, ...folder)], config: tinyConfig }, noSignal))
      .skipped;
  assert.deepEqual(await skippedIn('shoot'), [{ name: 'notes.txt', reason: 'not-video' }]);
  assert.deepEqual(await skippedIn('shoot', 'take'), [{ name: 'notes.txt', reason: 'not-frame' }]);
});

test('from a browser nothing outside of the library can be named', async () => {
  const { root, library, options } = engineFolder('browser');
  const { handlers } = await openEngine(options);
  writeFileSync(join(root, 'secret.mp4'), '');
  const { ids, rejected } = await handlers['queue.add'](
    add([join(root, 'secret.mp4'), join(library, '..', 'secret.mp4')]),
    noSignal,
  );
  assert.deepEqual(ids, []);
  for (const { error } of rejected) assert.match(error, /outside the library folders/);
  await assert.rejects(
    handlers['queue.add']({ ...add([library]), outDir: join(root, 'elsewhere') }, noSignal),
    /outside the library folders/,
  );
});
