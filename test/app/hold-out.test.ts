import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { framePicturePath } from '../../native/api/media-url.ts';
import type { RunDetails } from '../../native/api/runs.ts';
import type { Engine } from '../../native/app/engine.ts';
import { decodeGrayPng, readMask } from '../../native/raster/image-file.ts';
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
const HELD = [1, 3, 4];

describe('a hold-out region', () => {
  const { library, options } = engineFolder();
  let engine: Engine;
  let run: RunDetails;
  /** The left part of the picture; its border cuts through the square. */
  let region = { x: 0, y: 0, width: 0, height: 1 };
  const folder = () => run.summary.outDir;
  const maskPath = (frame: number, dir = 'masks') => join(folder(), dir, `0000${frame}.png`);
  const masks = () =>
    Array.from({ length: FRAMES }, (_, frame) => readFileSync(maskPath(frame)).toString('base64'));
  const sumWithin = ({ data, widthPx }: { data: ArrayLike<number>; widthPx: number }) =>
    Array.from(data).reduce(
      (sum, value, at) => sum + (at % widthPx < Math.round(region.width * widthPx) ? value : 0),
      0,
    );
  /** The frames whose masks have foreground in the region. */
  async function within(): Promise<number[]> {
    const sums = await Promise.all(
      masks().map(async (_, frame) => sumWithin(await readMask(maskPath(frame)))),
    );
    return sums.flatMap((sum, frame) => (sum > 0 ? [frame] : []));
  }
  const inRange = (first: number, last: number) => ({ runId: run.summary.id, first, last, region });
  const holdOut = (first: number, last: number) =>
    engine.handlers['fix.holdOut'](inRange(first, last), noSignal);
  const giveUp = (first: number, last: number) =>
    engine.handlers['fix.giveUpHoldOut'](inRange(first, last), noSignal);

  before(async () => {
    engine = await openEngine(options);
    run = await finishedRun(engine, await tinyClip(library, 'square', FRAMES), { ...tinyConfig, epochs: 1 });
    const { data, widthPx } = await readMask(maskPath(3));
    const columns = Array.from(data.keys()).flatMap((at) => (data[at] === 1 ? [at % widthPx] : []));
    region = { ...region, width: columns.reduce((sum, x) => sum + x, 0) / columns.length / widthPx };
    await fixesOf(engine, run).lock([2]);
  });

  test('is previewed, empties its frames but for locked ones, and is undone', async () => {
    const [own, everywhere] = [masks(), await within()];
    assert.ok(
      HELD.every((frame) => everywhere.includes(frame)),
      String(everywhere),
    );
    const { id: runId } = run.summary;
    const preview = await engine.handlers['fix.previewHoldOut']({ runId, frame: 3, region }, noSignal);
    assert.ok(preview.area < run.frames[3]!.area);
    assert.deepEqual(masks(), own);
    const { changed, undo, run: held } = await holdOut(1, 4);
    assert.deepEqual(changed, HELD);
    assert.deepEqual(
      await within(),
      everywhere.filter((frame) => !HELD.includes(frame)),
    );
    assert.equal(held.frames[3]!.area, preview.area);
    assert.deepEqual(held.heldOut, [
      { first: 1, last: 1, region },
      { first: 3, last: 4, region },
    ]);
    const undone = await fixesOf(engine, run).undo(undo!);
    assert.deepEqual(masks(), own);
    assert.deepEqual(undone.heldOut, []);
  });

  test('stays empty through other fixes, their reversal and in mattes, until it is given up', async () => {
    const own = masks();
    await holdOut(3, 4);
    const held = masks();
    await fixesOf(engine, run).apply(3, 4, { swap: true });
    assert.notEqual(masks()[3], held[3]);
    const isEmpty = async () => (await within()).every((frame) => frame !== 3 && frame !== 4);
    assert.ok(await isEmpty());
    const { revision } = await engine.handlers['runs.get']({ runId: run.summary.id }, noSignal);
    const shown = { runId: run.summary.id, revision, layer: 'matte', frame: 3 } as const;
    const matte = await engine.media(framePicturePath(shown));
    assert.equal(sumWithin(await decodeGrayPng(matte!.bytes)), 0);
    const reverted = await fixesOf(engine, run).revert();
    assert.ok(reverted.frames.every(({ fixed }) => !fixed));
    assert.deepEqual(masks(), held);
    const { undo, run: free } = await giveUp(3, 4);
    assert.deepEqual(masks(), own);
    assert.ok(!existsSync(maskPath(3, 'masks-original')));
    assert.deepEqual(free.heldOut, []);
    const again = await fixesOf(engine, run).undo(undo!);
    assert.deepEqual(masks(), held);
    assert.equal(again.heldOut.length, 1);
    await giveUp(3, 4);
  });

  test('is empty in what the refinement learns, and in what it makes', async () => {
    await fixesOf(engine, run).lock([2], false);
    await holdOut(0, FRAMES - 1);
    const { ids } = await engine.handlers['queue.refine']({ runIds: [run.summary.id] }, noSignal);
    await engine.handlers['queue.start']({}, noSignal);
    const done = (await queueEnd(engine)).find(({ id }) => id === ids[0]);
    assert.equal(done?.error, null);
    const refined = await engine.handlers['runs.get']({ runId: done.runId! }, noSignal);
    assert.ok(refined.summary.config.refine);
    assert.equal(refined.heldOut.length, 1);
    assert.deepEqual(await within(), []);
    const learned = await readMask(maskPath(3, 'masks-graphcut'));
    assert.equal(sumWithin(learned), 0);
    const again = () => engine.handlers['queue.refine']({ runIds: [refined.summary.id] }, noSignal);
    assert.equal(refined.summary.unlearned, false);
    assert.deepEqual(await again(), { ids: [] }, 'it has learned the region');
    const more = {
      runId: refined.summary.id,
      first: 1,
      last: 2,
      region: { x: 0, y: 0, width: 0.2, height: 0.2 },
    };
    const { run: changed } = await engine.handlers['fix.holdOut'](more, noSignal);
    assert.equal(changed.summary.unlearned, true);
    assert.equal((await again()).ids.length, 1);
  });
});
