import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { candidatePath, loopPath } from '../../native/api/media-url.ts';
import type { RunDetails } from '../../native/api/runs.ts';
import type { Engine } from '../../native/app/engine.ts';
import {
  engineFolder,
  finishedRun,
  fixesOf,
  noSignal,
  openEngine,
  tinyClip,
} from '../support/test-engine.ts';

describe('what else the object of a run may be', () => {
  const { library, options } = engineFolder();
  let engine: Engine;
  let run: RunDetails;
  before(async () => {
    engine = await openEngine(options);
    run = await finishedRun(engine, await tinyClip(library, 'square'));
  });
  const find = () => engine.handlers['candidates.find']({ runId: run.summary.id, frame: 3 }, noSignal);
  const choose = (add: number[], remove: number[] = []) =>
    engine.handlers['candidates.choose'](
      { runId: run.summary.id, frame: 3, choice: { add, remove } },
      noSignal,
    );
  const loop = (revision: number) => ({ runId: run.summary.id, revision, maxSidePx: 120, still: false });

  test('the run’s own choice comes first, and each candidate has a looping picture', async () => {
    const { range, candidates } = await find();
    assert.deepEqual(range, { first: 0, last: 5 });
    assert.equal(candidates[0]?.automatic, true);
    for (const path of [
      loopPath(loop(run.revision)),
      ...candidates.map(({ id }) => candidatePath(loop(run.revision), 3, id)),
    ]) {
      const answer = await engine.media(path);
      const { pages, width, format } = await sharp(Buffer.from(answer!.bytes)).metadata();
      assert.deepEqual({ pages, width, format }, { pages: 6, width: 120, format: 'webp' });
    }
    const still = await engine.media(loopPath({ ...loop(run.revision), still: true }));
    assert.equal((await sharp(Buffer.from(still!.bytes)).metadata()).pages ?? 1, 1);
    assert.equal(await engine.media(candidatePath(loop(run.revision), 3, 15)), null);
  });

  test('a choice fixes every frame of the shot, and the run’s own takes the fixes back', async () => {
    const { candidates } = await find();
    const own = candidates[0]!;
    const chosen = await choose([own.id], [candidates.at(-1)!.id]);
    assert.deepEqual(chosen.changed, [0, 1, 2, 3, 4, 5]);
    assert.ok(chosen.run.frames.every(({ fixed }) => fixed));
    const reverted = await choose([own.id]);
    assert.ok(reverted.run.frames.every(({ fixed }) => !fixed));
    assert.ok(reverted.run.revision > chosen.run.revision);
  });

  test('the run’s own candidate, chosen by hand, gets the run’s masks: separated from the background, in steps that are told', async () => {
    const { outDir } = run.summary;
    const masks = () =>
      Promise.all(run.frames.map((_, frame) => readFile(join(outDir, 'masks', `0000${frame}.png`))));
    const before = await masks();
    await find();
    const heard: number[] = [];
    const stop = engine.onEvent(({ event, payload }) => {
      if (event === 'fix.progress') heard.push(payload.done);
    });
    const { apply, preview } = fixesOf(engine, run);
    const byHand = { candidates: { add: [0], remove: [] } };
    const shown = await preview(3, byHand);
    const { run: chosen } = await apply(0, 5, byHand);
    stop();
    assert.deepEqual(await masks(), before);
    // Separated masks are of the flow's size, candidates of the patches'.
    const soft = await sharp(join(outDir, 'masks-corrected', '00003.png')).metadata();
    assert.deepEqual([soft.width, soft.height], [64, 48]);
    assert.deepEqual(Buffer.from(shown.png, 'base64'), before[3]);
    assert.deepEqual(
      heard,
      heard.toSorted((a, b) => a - b),
    );
    assert.equal(heard.length, 12);
    // Measured from the masks, a square of few patches is less decided than in the run's cut.
    chosen.frames.forEach(({ confidence }, frame) => {
      const own = run.frames[frame]!.confidence!;
      assert.ok(confidence! > 0.75 * own && confidence! <= own, `frame ${frame}: ${own} to ${confidence}`);
    });
    assert.equal(heard.at(-1), 1);
  });

  test('a candidate that is not there is refused by name', async () => {
    await assert.rejects(choose([14]), /no candidate 14/);
  });
});
