import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { defaultMatteSettings } from '../../native/api/matte-settings.ts';
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

test('a run is renamed, and called as its clip again', async () => {
  const { library, options } = engineFolder();
  const { handlers, ...engine } = await openEngine(options);
  const { summary } = await finishedRun({ handlers, ...engine }, await tinyClip(library, 'square'));
  const nameAfter = async (name: string | null) => {
    await handlers['runs.rename']({ runId: summary.id, name }, noSignal);
    return (await handlers['runs.get']({ runId: summary.id }, noSignal)).summary.name;
  };
  assert.equal(await nameAfter('Square, take two'), 'Square, take two');
  await handlers['runs.decide']({ runIds: [summary.id], decision: 'approved' }, noSignal);
  const [listed] = (await handlers['runs.list']({}, noSignal)).runs;
  assert.deepEqual([listed!.name, listed!.decision], ['Square, take two', 'approved']);
  assert.equal(await nameAfter(null), 'square');
});

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

const home = engineFolder().root;
before(() => {
  process.env['HOME'] = home;
  process.env['XDG_DATA_HOME'] = join(home, 'data');
});

test('deleted runs lie in the trash: a folder as a whole, or what is the run’s own where exports stay', async (context) => {
  if (process.platform !== 'linux') {
    context.skip('freedesktop.org’s trash is Linux’s');
    return;
  }
  const { library, options } = engineFolder();
  const engine = await openEngine({ ...options, trash: systemTrash });
  const { handlers } = engine;
  const clip = await tinyClip(library, 'square', 2);
  const alone = (await finishedRun(engine, clip)).summary;
  const delivered = (await finishedRun(engine, clip, { ...tinyConfig, alpha: 0.6 })).summary;
  const matte = { ranges: [], settings: { ...defaultMatteSettings, smoothing: 0.5 } };
  await handlers['matte.set']({ runId: delivered.id, matte }, noSignal);
  mkdirSync(join(delivered.outDir, 'exports'));
  const runIds = [alone.id, delivered.id];
  assert.deepEqual(await handlers['runs.delete']({ runIds, forGood: false }, noSignal), { untrashed: null });
  const trashed = inTrash(join(home, 'data'));
  assert.equal(existsSync(alone.outDir), false);
  assert.equal(readdirSync(join(trashed.get(alone.outDir)!, 'masks')).length, 2);
  assert.deepEqual(readdirSync(delivered.outDir), ['exports']);
  assert.equal(readdirSync(trashed.get(join(delivered.outDir, 'masks'))!).length, 2);
  assert.ok(trashed.has(join(delivered.outDir, 'run.json')));
  assert.deepEqual((await handlers['runs.list']({}, noSignal)).runs, []);
});

test('runs that no trash takes stay, with the reason, until they are deleted for good', async () => {
  const { library, options } = engineFolder();
  const kept: string[] = [];
  const engine = await openEngine({
    ...options,
    trash: ([path]) => (kept.includes(path!) ? Promise.reject(new Error('No room.')) : systemTrash([path!])),
  });
  const { handlers } = engine;
  const clip = await tinyClip(library, 'square', 2);
  const first = (await finishedRun(engine, clip)).summary;
  const second = (await finishedRun(engine, clip, { ...tinyConfig, alpha: 0.6 })).summary;
  kept.push(first.outDir);
  const runIds = [first.id, second.id];
  assert.deepEqual(await handlers['runs.delete']({ runIds, forGood: false }, noSignal), {
    untrashed: { runIds: [first.id], reason: 'No room.' },
  });
  const left = async () => (await handlers['runs.list']({}, noSignal)).runs.map(({ id }) => id);
  assert.deepEqual(await left(), [first.id]);
  assert.equal(readdirSync(join(first.outDir, 'masks')).length, 2);
  await handlers['runs.delete']({ runIds: [first.id], forGood: true }, noSignal);
  assert.deepEqual(await left(), []);
  assert.equal(existsSync(first.outDir), false);
});

test('a run deleted for good leaves the clip, exports and what is not its own; one that waits again is not deleted', async () => {
  const { library, options } = engineFolder();
  const engine = await openEngine(options);
  const { handlers } = engine;
  const clip = await tinyClip(library, 'square');
  const run = await finishedRun(engine, clip);
  const other = await finishedRun(engine, clip, { ...tinyConfig, alpha: 0.6 });
  const { id: runId, outDir } = run.summary;
  await fixesOf(engine, run).apply(1, 2, { swap: true });
  assert.deepEqual(
    readdirSync(outDir).filter((name) => !ownPaths(runFolder(outDir)).includes(join(outDir, name))),
    [],
    'all that a run writes is known as its own',
  );
  const remove = (id: number) => handlers['runs.delete']({ runIds: [id], forGood: true }, noSignal);
  const { items } = await handlers['queue.list']({}, noSignal);
  const { id } = items.find((item) => item.outDir === outDir)!;
  await handlers['queue.retry']({ id }, noSignal);
  await assert.rejects(remove(runId), /to be run again in this folder/);
  assert.ok(existsSync(join(outDir, 'masks')));
  await handlers['queue.cancel']({ id }, noSignal);
  mkdirSync(join(outDir, 'exports'));
  writeFileSync(join(outDir, 'exports', 'matte.mov'), 'delivered');
  await remove(runId);
  assert.deepEqual(readdirSync(outDir), ['exports']);
  assert.equal(readdirSync(clip).length, 6);
  const left = (await handlers['runs.list']({}, noSignal)).runs.map((each) => each.id);
  assert.deepEqual(left, [other.summary.id]);
  assert.deepEqual(
    (await handlers['queue.list']({}, noSignal)).items.map((item) => item.outDir),
    [other.summary.outDir],
  );
  await remove(other.summary.id);
  assert.equal(existsSync(other.summary.outDir), false, 'an empty folder goes too');
});
