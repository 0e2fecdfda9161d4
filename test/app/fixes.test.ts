import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { methods } from '../../native/api/contract.ts';
import type { FixChoice, RunDetails } from '../../native/api/runs.ts';
import type { Engine } from '../../native/app/engine.ts';
import { createProgress } from '../../native/base/progress.ts';
import { runClip } from '../../native/pipeline/run-clip.ts';
import { decodeMaskPng, readMask, writeMaskPng } from '../../native/raster/image-file.ts';
import { openStore } from '../../native/store/store.ts';
import type { Mask } from '../../native/raster/types.ts';
import {
  engineFolder,
  finishedRun,
  fixesOf,
  noSignal,
  openEngine,
  tinyClip,
  tinyConfig,
  tinySize,
} from '../support/test-engine.ts';

const FRAMES = 6;

describe('fixes of a run', () => {
  const { root, library, options } = engineFolder();
  let engine: Engine;
  let clip: string;
  let run: RunDetails;

  const maskFile = (frame: number) => join(run.summary.outDir, 'masks', `0000${frame}.png`);
  const masks = () =>
    Array.from({ length: FRAMES }, (_, frame) => readFileSync(maskFile(frame)).toString('base64'));
  const apply = (...args: Parameters<ReturnType<typeof fixesOf>['apply']>) =>
    fixesOf(engine, run).apply(...args);
  const preview = async (frame: number, choice: Partial<FixChoice>) => {
    const { png, area } = await fixesOf(engine, run).preview(frame, choice);
    return { mask: await decodeMaskPng(Buffer.from(png, 'base64')), area };
  };
  const revert = () => fixesOf(engine, run).revert();

  before(async () => {
    engine = await openEngine(options);
    clip = await tinyClip(library, 'square', FRAMES);
    run = await finishedRun(engine, clip);
  });

  test('details are those of the contract, with areas counted from the masks', async () => {
    methods['runs.get'].result.parse(run);
    assert.equal(run.frames.length, FRAMES);
    const mask = await readMask(maskFile(2));
    const area = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length;
    assert.ok(Math.abs(run.frames[2]!.area - area) < 1e-6);
    assert.deepEqual(run.sceneCuts, []);
    assert.equal(run.timesSec.length, FRAMES);
  });

  test("the run's own choice previews the run's own mask", async () => {
    const { mask } = await preview(3, {});
    assertSame(mask, await readMask(maskFile(3)));
  });

  test('swapping the sides previews the complement of the patches, away from the edge', async () => {
    const own = await readMask(maskFile(3));
    const { mask, area } = await preview(3, { swap: true });
    const same = mask.data.filter((value, i) => value === own.data[i]).length / mask.data.length;
    assert.ok(same < 0.05, `${same} of the pixels stay`);
    assert.ok(Math.abs(area - mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length) < 1e-6);
  });

  test('another alpha and tau give what a whole run with them gives, on the same side', async () => {
    const other = await openEngine({ ...options, settingsFile: join(root, 'other.json') });
    const { summary } = await finishedRun(other, clip, { ...tinyConfig, alpha: 0.5, tau: 0.5 });
    assert.notEqual(summary.outDir, run.summary.outDir);
    for (const frame of [1, 4]) {
      const { mask } = await preview(frame, { alpha: 0.5, tau: 0.5 });
      const whole = await readMask(join(summary.outDir, 'masks', `0000${frame}.png`));
      assertSame(mask, whole);
    }
  });

  test('other eigenvectors and components preview other masks; a component lies in the whole', async () => {
    const own = await preview(3, {});
    // Drawn to the same contour, some show the same object.
    const others = await Promise.all([3, 4, 5].map((eigenvector) => preview(3, { eigenvector })));
    assert.ok(others.some(({ mask }) => Buffer.compare(mask.data, own.mask.data) !== 0));
    const whole = await preview(3, { eigenvector: 4 });
    const first = await preview(3, { eigenvector: 4, component: 0 });
    const none = await preview(3, { eigenvector: 4, component: 15 });
    assert.ok(first.area > 0 && first.area <= whole.area);
    assert.equal(none.area, 0);
  });

  test('a lower threshold loosens the mask that the frame has, a higher one tightens it', async () => {
    const areaAt = async (threshold: number, eigenvector = 2) =>
      (await preview(2, { threshold, eigenvector })).area;
    // The square's edge is so clear that it stays; another eigenvector's object has a vaguer one.
    const [loose, tight] = [await areaAt(0.02, 5), await areaAt(0.98, 5)];
    assert.ok(loose > tight, `${loose}, ${tight}`);
    await apply(2, 2, { swap: true });
    assert.ok((await areaAt(0.9)) > 0.5, 'of a fixed frame its fix is tightened, not the run’s mask');
    await revert();
  });

  test('a fix writes the masks of its range and nothing else; taking it back brings the bytes back', async () => {
    const before = masks();
    const { changed, run: fixed } = await apply(1, 3, { swap: true });
    assert.deepEqual(changed, [1, 2, 3]);
    const after = masks();
    before.forEach((mask, frame) => assert.equal(mask === after[frame], ![1, 2, 3].includes(frame)));
    assert.deepEqual(
      fixed.frames.map((frame) => frame.fixed),
      [false, true, true, true, false, false],
    );
    assert.ok(fixed.revision > run.revision);
    assert.ok(fixed.frames[2]!.area > 0.5);
    const { mask } = await preview(2, { swap: true });
    assertSame(mask, await readMask(maskFile(2)));
    // Fixed twice: the original is still the run's.
    await apply(2, 2, { eigenvector: 3 });
    const reverted = await revert();
    assert.deepEqual(masks(), before);
    assert.ok(reverted.frames.every((frame) => !frame.fixed));
    assert.equal(existsSync(join(run.summary.outDir, 'fixes.json')), false);
  });

  test('locked frames stay under fixes and under a rerun with another configuration', async () => {
    const before = masks();
    await apply(2, 3, { swap: true });
    await fixesOf(engine, run).lock([2, 4]);
    const { changed } = await apply(0, FRAMES - 1, { eigenvector: 3 });
    assert.deepEqual(changed, [0, 1, 3, 5]);
    const locked = masks();
    assert.equal(locked[4], before[4]);
    // The same folder, another configuration: the queue would give it a folder of its own, the command line does not.
    const store = openStore({ folder: options.cacheFolder, limitBytes: 1e10 });
    await runClip(
      clip,
      run.summary.outDir,
      { ...tinyConfig, tau: 0.3 },
      {
        store,
        signal: noSignal,
        progress: createProgress(() => undefined),
        force: false,
        notify: (sentence) => assert.equal(sentence, ''),
      },
    );
    store.close();
    const rerun = masks();
    assert.deepEqual([rerun[2], rerun[4]], [locked[2], locked[4]]);
    assert.notEqual(rerun[3], locked[3]);
    const kept = JSON.parse(readFileSync(join(run.summary.outDir, 'fixes.json'), 'utf8')) as {
      locked: number[];
      fixed: { frame: number }[];
    };
    assert.deepEqual(kept.locked, [2, 4]);
    assert.deepEqual(
      kept.fixed.map(({ frame }) => frame),
      [2],
    );
    assert.ok(existsSync(join(run.summary.outDir, 'masks-original', '00002.png')));
  });
});

describe('a run that is scored, and whose features leave the cache', () => {
  const fresh = engineFolder();
  let second: Engine;
  let square: string;
  let made: RunDetails;

  before(async () => {
    second = await openEngine(fresh.options);
    square = await tinyClip(fresh.library, 'square', FRAMES);
    made = await finishedRun(second, square);
  });

  test('scores against ground truth follow fixes, are exported, and order the gallery', async () => {
    const runId = made.summary.id;
    const truthDir = join(fresh.library, 'truth');
    for (const frame of [0, 1, 2, 3, 4])
      await writeMaskPng(join(truthDir, `0000${frame}.png`), squareMask(frame));
    const scored = await second.handlers['runs.setTruth']({ runId, dir: truthDir }, noSignal);
    assert.ok(scored.layers.includes('truth'));
    assert.equal(scored.frames[5]!.J, null);
    assert.ok(scored.frames[2]!.J! > 0.5, `J is ${scored.frames[2]!.J}`);
    const { run: fixed } = await fixesOf(second, made).apply(2, 2, { swap: true });
    assert.ok(fixed.frames[2]!.J! < 0.2);
    assert.equal(fixed.frames[3]!.J, scored.frames[3]!.J);
    const gallery = await second.handlers['gallery.worst'](
      { limit: 3, perRun: 2, withLocked: true },
      noSignal,
    );
    methods['gallery.worst'].result.parse(gallery);
    assert.equal(gallery.frames.length, 2);
    assert.equal(gallery.frames[0]!.frame, 2);
    assert.equal(gallery.lockedLeftOut, 0);
    await second.handlers['fix.lock']({ runId, frames: [2], locked: true }, noSignal);
    const unlocked = await second.handlers['gallery.worst'](
      { limit: 3, perRun: 2, withLocked: false },
      noSignal,
    );
    // The next worst frame takes the place of the locked one.
    assert.deepEqual([unlocked.frames.length, unlocked.lockedLeftOut], [2, 1]);
    assert.ok(unlocked.frames.every(({ frame }) => frame !== 2));
    const path = join(fresh.root, 'metrics.csv');
    await second.handlers['metrics.export']({ runIds: [runId], format: 'csv', path }, noSignal);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    assert.equal(lines.length, 1 + FRAMES);
    const shownJ = Number(fixed.frames[2]!.J!.toFixed(6));
    assert.match(lines[3]!, new RegExp(`^${runId},square,2,0\\.083333,${shownJ},.*,false$`));
    const forgotten = await second.handlers['runs.setTruth']({ runId, dir: null }, noSignal);
    assert.ok(!forgotten.layers.includes('truth') && forgotten.summary.meanJ === null);
    const root = join(fresh.library, 'set');
    await writeMaskPng(join(root, 'Annotations', 'zebra', '00000.png'), squareMask(3));
    const ofRoot = () => second.handlers['runs.setTruth']({ runId, dir: root }, noSignal);
    await assert.rejects(ofRoot(), /holds no ground truth of square/);
    cpSync(truthDir, join(root, 'Annotations', 'square'), { recursive: true });
    const matched = await ofRoot();
    assert.equal(matched.truthDir, join(root, 'Annotations', 'square'));
    assert.equal(matched.frames[3]!.J, scored.frames[3]!.J);
    assert.deepEqual((await second.handlers['settings.get']({}, noSignal)).truthRoots, [root]);
  });

  test('a frame whose features left the cache is previewed again once they are back', async () => {
    const choice = { alpha: 0.5 };
    const { preview } = fixesOf(second, made);
    const before = await preview(3, choice);
    // Another frame takes the place of the one whose features are kept.
    await preview(2, choice);
    await second.handlers['cache.clear']({}, noSignal);
    await assert.rejects(preview(3, choice), /cache/);
    const store = openStore({ folder: fresh.options.cacheFolder, limitBytes: 1e10 });
    await runClip(square, made.summary.outDir, tinyConfig, {
      store,
      signal: noSignal,
      progress: createProgress(() => undefined),
      force: true,
      notify: () => undefined,
    });
    store.close();
    assert.deepEqual((await preview(3, choice)).png, before.png);
  });
});

function assertSame(actual: Mask, expected: Mask): void {
  assert.deepEqual([actual.widthPx, actual.heightPx], [expected.widthPx, expected.heightPx]);
  assert.equal(Buffer.compare(actual.data, expected.data), 0);
}

/** Where the square of `writeMovingSquare` is. */
function squareMask(frame: number) {
  const { widthPx, heightPx } = tinySize;
  const side = Math.floor(heightPx / 3);
  const data = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => {
    const [x, y] = [(i % widthPx) - 8 - 2 * frame, Math.floor(i / widthPx) - side];
    return Number(x >= 0 && y >= 0 && x < side && y < side);
  });
  return { widthPx, heightPx, data };
}
