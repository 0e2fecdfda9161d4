import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { defaultMatteSettings } from '../../native/api/matte-settings.ts';
import type { RunDetails } from '../../native/api/runs.ts';
import type { Engine } from '../../native/app/engine.ts';
import { ownPaths, runFolder } from '../../native/runs/run-folder.ts';
import { systemTrash } from '../../native/serve/system-trash.ts';
import {
  engineFolder,
  finishedRun,
  fixesOf,
  noSignal,
  openEngine,
  tinyClip,
  tinyConfig,
} from '../support/test-engine.ts';

/** The files in freedesktop.org's trash, by the places that they came from. */
function inTrash(data: string): Map<string, string> {
  const place = (...names: string[]) => join(data, 'Trash', ...names);
  if (!existsSync(place('info'))) return new Map();
  return new Map(
    readdirSync(place('info')).map((name) => {
      const [, from] = /^Path=(.*)$/m.exec(readFileSync(place('info', name), 'utf8'))!;
      return [decodeURI(from!), place('files', name.replace('.trashinfo', ''))];
    }),
  );
}

const { root: home, library, options } = engineFolder();
/** Folders that the trash refuses. */
const refused: string[] = [];
let engine: Engine;
let clip: string;
/** Stays until the last test. */
let run: RunDetails;
/** Another run of the clip, whose features lie in the cache. */
const runWith = (alpha: number) => finishedRun(engine, clip, { ...tinyConfig, alpha });
const left = async () => (await engine.handlers['runs.list']({}, noSignal)).runs.map(({ id }) => id);
const remove = (runIds: number[], forGood: boolean) =>
  engine.handlers['runs.delete']({ runIds, forGood }, noSignal);

before(async () => {
  process.env['HOME'] = home;
  process.env['XDG_DATA_HOME'] = join(home, 'data');
  const trash = (paths: readonly string[]) =>
    refused.includes(paths[0]!) ? Promise.reject(new Error('No room.')) : systemTrash(paths);
  engine = await openEngine({ ...options, trash });
  clip = await tinyClip(library, 'square', 2);
  run = await finishedRun(engine, clip);
});

test('a run is renamed, and called as its clip again', async () => {
  const { handlers } = engine;
  const { id: runId } = run.summary;
  const nameAfter = async (name: string | null) => {
    await handlers['runs.rename']({ runId, name }, noSignal);
    return (await handlers['runs.get']({ runId }, noSignal)).summary.name;
  };
  assert.equal(await nameAfter('Square, take two'), 'Square, take two');
  await handlers['runs.decide']({ runIds: [runId], decision: 'approved' }, noSignal);
  const [listed] = (await handlers['runs.list']({}, noSignal)).runs;
  assert.deepEqual([listed!.name, listed!.decision], ['Square, take two', 'approved']);
  assert.equal(await nameAfter(null), 'square');
});

test('deleted runs lie in the trash: a folder as a whole, or what is the run’s own where exports stay', async (context) => {
  if (process.platform !== 'linux') {
    context.skip('freedesktop.org’s trash is Linux’s');
    return;
  }
  const alone = (await runWith(0.6)).summary;
  const delivered = (await runWith(0.7)).summary;
  const matte = { ranges: [], settings: { ...defaultMatteSettings, smoothing: 0.5 } };
  await engine.handlers['matte.set']({ runId: delivered.id, matte }, noSignal);
  mkdirSync(join(delivered.outDir, 'exports'));
  assert.deepEqual(await remove([alone.id, delivered.id], false), { untrashed: null });
  const trashed = inTrash(join(home, 'data'));
  assert.equal(existsSync(alone.outDir), false);
  assert.equal(readdirSync(join(trashed.get(alone.outDir)!, 'masks')).length, 2);
  assert.deepEqual(readdirSync(delivered.outDir), ['exports']);
  assert.equal(readdirSync(trashed.get(join(delivered.outDir, 'masks'))!).length, 2);
  assert.ok(trashed.has(join(delivered.outDir, 'run.json')));
  assert.deepEqual(await left(), [run.summary.id]);
});

test('runs that no trash takes stay, with the reason, until they are deleted for good', async () => {
  const first = (await runWith(0.6)).summary;
  const second = (await runWith(0.7)).summary;
  refused.push(first.outDir);
  assert.deepEqual(await remove([first.id, second.id], false), {
    untrashed: { runIds: [first.id], reason: 'No room.' },
  });
  assert.deepEqual(await left(), [first.id, run.summary.id]);
  assert.equal(readdirSync(join(first.outDir, 'masks')).length, 2);
  await remove([first.id], true);
  assert.deepEqual(await left(), [run.summary.id]);
  assert.equal(existsSync(first.outDir), false);
});

test('a run deleted for good leaves the clip, exports and what is not its own; one that waits again is not deleted', async () => {
  const { handlers } = engine;
  const other = await runWith(0.6);
  const { id: runId, outDir } = run.summary;
  await fixesOf(engine, run).apply(0, 1, { swap: true });
  assert.deepEqual(
    readdirSync(outDir).filter((name) => !ownPaths(runFolder(outDir)).includes(join(outDir, name))),
    [],
    'all that a run writes is known as its own',
  );
  const { items } = await handlers['queue.list']({}, noSignal);
  const { id } = items.find((item) => item.outDir === outDir)!;
  await handlers['queue.retry']({ id }, noSignal);
  await assert.rejects(remove([runId], true), /to be run again in this folder/);
  assert.ok(existsSync(join(outDir, 'masks')));
  await handlers['queue.cancel']({ id }, noSignal);
  mkdirSync(join(outDir, 'exports'));
  writeFileSync(join(outDir, 'exports', 'matte.mov'), 'delivered');
  await remove([runId], true);
  assert.deepEqual(readdirSync(outDir), ['exports']);
  assert.equal(readdirSync(clip).length, 2);
  assert.deepEqual(await left(), [other.summary.id]);
  assert.deepEqual(
    (await handlers['queue.list']({}, noSignal)).items.map((item) => item.outDir),
    [other.summary.outDir],
  );
  await remove([other.summary.id], true);
  assert.equal(existsSync(other.summary.outDir), false, 'an empty folder goes too');
});
