import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownPaths, runFolder } from '../../native/runs/run-folder.ts';
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

test('a deleted run leaves the clip, exports and what is not its own; one that waits again is not deleted', async () => {
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
  const { items } = await handlers['queue.list']({}, noSignal);
  const { id } = items.find((item) => item.outDir === outDir)!;
  await handlers['queue.retry']({ id }, noSignal);
  await assert.rejects(handlers['runs.delete']({ runId }, noSignal), /to be run again in this folder/);
  assert.ok(existsSync(join(outDir, 'masks')));
  await handlers['queue.cancel']({ id }, noSignal);
  mkdirSync(join(outDir, 'exports'));
  writeFileSync(join(outDir, 'exports', 'matte.mov'), 'delivered');
  await handlers['runs.delete']({ runId }, noSignal);
  assert.deepEqual(readdirSync(outDir), ['exports']);
  assert.equal(readdirSync(clip).length, 6);
  const left = (await handlers['runs.list']({}, noSignal)).runs.map((each) => each.id);
  assert.deepEqual(left, [other.summary.id]);
  assert.deepEqual(
    (await handlers['queue.list']({}, noSignal)).items.map((item) => item.outDir),
    [other.summary.outDir],
  );
  await handlers['runs.delete']({ runId: other.summary.id }, noSignal);
  assert.equal(existsSync(other.summary.outDir), false, 'an empty folder goes too');
});
