import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { methods } from '../../native/api/contract.ts';
import type { RunDetails } from '../../native/api/runs.ts';
import type { Engine } from '../../native/app/engine.ts';
import { readMask } from '../../native/raster/image-file.ts';
import {
  engineFolder,
  finishedRun,
  fixesOf,
  noSignal,
  openEngine,
  queueEnd,
  tinyClip,
  tinyConfig,
} from '../support/test-engine.ts';

const FRAMES = 6;
const fileName = (frame: number) => `0000${frame}.png`;

describe('a dab', () => {
  const { library, options } = engineFolder();
  let engine: Engine;
  let run: RunDetails;
  const maskPath = (frame: number) => join(run.summary.outDir, 'masks', fileName(frame));
  const masks = () =>
    Array.from({ length: FRAMES }, (_, frame) => readFileSync(maskPath(frame)).toString('base64'));
  /** The middle of a frame's mask, in shares of the picture. */
  async function middle(frame: number) {
    const { data, widthPx, heightPx } = await readMask(maskPath(frame));
    const inside = Array.from(data.keys()).filter((at) => data[at] === 1);
    const mean = (of: (at: number) => number) => inside.reduce((sum, at) => sum + of(at), 0) / inside.length;
    return { x: mean((at) => at % widthPx) / widthPx, y: mean((at) => Math.floor(at / widthPx)) / heightPx };
  }

  before(async () => {
    engine = await openEngine(options);
    const config = { ...tinyConfig, epochs: 1 };
    run = await finishedRun(engine, await tinyClip(library, 'square', FRAMES), config);
  });

  test('that removes is previewed, takes its region out of the frames around it, and is undone', async () => {
    const before = masks();
    const dab = { ...(await middle(3)), radius: 0.05, adds: false };
    const runId = run.summary.id;
    const preview = await engine.handlers['fix.previewDab']({ runId, frame: 3, dab }, noSignal);
    methods['fix.previewDab'].result.parse(preview);
    assert.deepEqual(preview.range, { first: 0, last: FRAMES - 1 });
    assert.ok(preview.area < run.frames[3]!.area);
    assert.deepEqual(masks(), before);
    const { changed, undo, run: dabbed } = await fixesOf(engine, run).dab(3, dab);
    assert.ok(changed.includes(3) && changed.length > 1, String(changed));
    assert.ok(changed.every((frame) => dabbed.frames[frame]!.fixed));
    assert.ok(Math.abs(dabbed.frames[3]!.area - preview.area) < 0.01);
    assert.ok(existsSync(join(run.summary.outDir, 'masks-corrected', fileName(3))));
    const undone = await fixesOf(engine, run).undo(undo!);
    assert.deepEqual(masks(), before);
    assert.ok(undone.frames.every(({ fixed }) => !fixed));
    await assert.rejects(fixesOf(engine, run).undo(undo!), /no longer be undone/);
  });

  test('leaves locked frames alone, and a second one builds on the first', async () => {
    const dab = { ...(await middle(2)), radius: 0.05, adds: false };
    await fixesOf(engine, run).lock([4]);
    const locked = masks()[4];
    const first = await fixesOf(engine, run).dab(2, dab);
    assert.ok(!first.changed.includes(4));
    assert.equal(masks()[4], locked);
    const after = masks();
    const second = await fixesOf(engine, run).dab(2, { ...dab, adds: true });
    assert.ok(second.run.frames[2]!.area > first.run.frames[2]!.area);
    await fixesOf(engine, run).undo(second.undo!);
    assert.deepEqual(masks(), after);
    await fixesOf(engine, run).lock([4], false);
    await fixesOf(engine, run).revert();
  });

  test('is what the refinement of the clip learns, in the same folder; an approved draft stays approved', async () => {
    const runId = run.summary.id;
    await fixesOf(engine, run).apply(0, FRAMES - 1, { swap: true });
    await engine.handlers['runs.decide']({ runIds: [runId], decision: 'approved' }, noSignal);
    const { ids } = await engine.handlers['queue.refine']({ runIds: [runId] }, noSignal);
    assert.equal(ids.length, 1);
    assert.deepEqual(await engine.handlers['queue.refine']({ runIds: [runId] }, noSignal), { ids: [] });
    await engine.handlers['queue.start']({}, noSignal);
    const done = (await queueEnd(engine)).find(({ id }) => id === ids[0]);
    assert.equal(done?.error, null);
    assert.equal(done.outDir, run.summary.outDir);
    const refined = await engine.handlers['runs.get']({ runId: done.runId! }, noSignal);
    assert.equal(refined.summary.decision, 'approved');
    assert.ok(refined.summary.config.refine);
    // The sides were swapped: what was learned is the ground.
    assert.ok(refined.frames[3]!.area > 0.5, `${refined.frames[3]!.area}`);
    assert.ok(refined.frames.every(({ fixed }) => !fixed));
  });
});

test('of several clips that are to be refined drafts come first, in the same folders', async () => {
  const { library, options } = engineFolder();
  const engine = await openEngine(options);
  const paths = [await tinyClip(library, 'one', 3), await tinyClip(library, 'two', 3)];
  const config = { ...tinyConfig, refine: true };
  const add = () =>
    engine.handlers['queue.add']({ paths, config, outDir: null, draftsFirst: true }, noSignal);
  const { ids } = await add();
  const { items } = await engine.handlers['queue.list']({}, noSignal);
  assert.deepEqual(
    items.map(({ name, config: { refine } }) => [name, refine]),
    [
      ['one', false],
      ['two', false],
      ['one', true],
      ['two', true],
    ],
  );
  assert.deepEqual(
    ids,
    items.slice(2).map(({ id }) => id),
  );
  assert.equal(new Set(items.map(({ outDir }) => outDir)).size, 2);
});
