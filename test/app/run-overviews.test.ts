import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunDetails } from '../../native/api/runs.ts';
import { silentContext } from '../../native/base/context.ts';
import type { Engine } from '../../native/app/engine.ts';
import { createProgress } from '../../native/base/progress.ts';
import { maskFileName } from '../../native/runs/run-folder.ts';
import { openRun } from '../../native/runs/run.ts';
import { runClip } from '../../native/pipeline/run-clip.ts';
import { parseReport } from '../../native/runs/report.ts';
import { neighbourOffsets } from '../../native/runs/shots.ts';
import { readFlow } from '../../native/runs/stored/stored-flows.ts';
import { warpedOverlap } from '../../native/metrics/temporal-stability.ts';
import { readMask } from '../../native/raster/image-file.ts';
import { resizeMaskNearest } from '../../native/raster/resample.ts';
import type { RgbImage } from '../../native/raster/types.ts';
import { openStore } from '../../native/store/store.ts';
import { decodeFrames } from '../../native/video/decode-frames.ts';
import { drawOverlay } from '../../native/video/overviews/draw-overlay.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import {
  engineFolder,
  finishedRun,
  fixesOf,
  nextEvent,
  noSignal,
  openEngine,
  overviewsDrawn,
  tinyConfig,
  tinyVideo,
} from '../support/test-engine.ts';

const FRAMES = 6;

async function framesOf(path: string): Promise<RgbImage[]> {
  const images = [];
  const clip = await probeClip(path, silentContext);
  for await (const { image } of decodeFrames(clip, {}, silentContext)) images.push(image);
  return images;
}

function meanDifference(a: RgbImage, b: RgbImage): number {
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
}

const { library, options } = engineFolder();
const sentences: string[] = [];
let engine: Engine;
let video: string;
let source: RgbImage[];
/** One run for all tests. */
let run: RunDetails;
const inRun = (...names: string[]) => join(run.summary.outDir, ...names);
const overlay = () => inRun('overlay.mp4');
const sheet = () => inRun('contact-sheet.png');
const maskPath = (frame: number) => inRun('masks', maskFileName(frame));
const maskOf = (frame: number) => readMask(maskPath(frame));
const details = () => engine.handlers['runs.get']({ runId: run.summary.id }, noSignal);

before(async () => {
  engine = await openEngine(options);
  engine.onEvent((told) => {
    if (told.event === 'notice') sentences.push(told.payload.sentence);
  });
  video = await tinyVideo(library, 'square', FRAMES);
  source = await framesOf(video);
  run = await finishedRun(engine, video);
});

test('results that are moved while the app is open are shown as away, and as there again, without anybody asking; nothing is drawn meanwhile', async () => {
  const { id, outDir } = run.summary;
  const isRun = ({ runId }: { runId: number | null }) => runId === id;
  const left = nextEvent(engine, 'runs.changed', isRun);
  renameSync(outDir, `${outDir}-elsewhere`);
  await left;
  const away = await details();
  assert.equal(away.summary.present, false);
  assert.ok(!away.layers.includes('mask'));
  assert.ok(away.revision > run.revision);
  assert.equal(existsSync(outDir), false);
  const back = nextEvent(engine, 'runs.changed', isRun);
  renameSync(`${outDir}-elsewhere`, outDir);
  await back;
  const again = await details();
  assert.equal(again.summary.present, true);
  assert.ok(again.revision > away.revision);
  assert.deepEqual(sentences, []);
});

const stabilities = ({ frames }: RunDetails) => frames.map(({ stability }) => stability);

/** The stability of a frame by the metric itself, from its two mask files and the flow in the cache. */
async function expected(frame: number): Promise<number> {
  const { outDir } = run.summary;
  const report = parseReport(readFileSync(join(outDir, 'run.json'), 'utf8'))!;
  const { geometry, keys, shots } = openRun(report, outDir);
  const store = openStore({ folder: options.cacheFolder, limitBytes: 1e10 });
  const bytes = store.getBlob(keys.flow(frame))!;
  store.close();
  const flow = readFlow({ offsets: neighbourOffsets(shots, frame), size: geometry.flow, bytes }, -1)!;
  const [previous, mask] = await Promise.all(
    [frame - 1, frame].map(async (each) =>
      resizeMaskNearest(await readMask(join(outDir, 'masks', `0000${each}.png`)), geometry.flow),
    ),
  );
  return warpedOverlap(previous!, mask!, flow);
}

describe('a run whose masks are fixed', () => {
  const read = () => [overlay(), sheet()].map((path) => readFileSync(path));
  const hidden = () => readdirSync(run.summary.outDir).filter((name) => name.startsWith('.'));
  const untilDrawing = async () => {
    while (hidden().length === 0 && !existsSync(overlay())) await pause(5);
  };

  /** Each frame of the overlay video shows the mask that lies there. */
  async function assertShowsMasks(): Promise<void> {
    const drawn = await framesOf(overlay());
    for (const [frame, image] of source.entries()) {
      const difference = meanDifference(drawn[frame]!, drawOverlay(image, await maskOf(frame)));
      assert.ok(difference < 6, `frame ${frame} differs by ${difference}`);
    }
  }

  test('the overlay video drawn after a fix and after its reversal shows the masks that lie there', async () => {
    const own = read();
    await assertShowsMasks();
    await fixesOf(engine, run).apply(1, 3, { swap: true });
    await overviewsDrawn(run);
    for (const [index, drawn] of read().entries()) assert.ok(!drawn.equals(own[index]!));
    await assertShowsMasks();
    await fixesOf(engine, run).revert();
    await overviewsDrawn(run);
    assert.deepEqual(read(), own);
  });

  test('temporal stability is that of the masks which lie there: of the fixed frames and of those that follow one', async () => {
    const own = stabilities(run);
    assert.equal(own[0], null);
    assert.ok(Math.abs(own[2]! - (await expected(2))) < 1e-9);
    const { run: fixed } = await fixesOf(engine, run).apply(2, 3, { swap: true });
    const now = stabilities(fixed);
    for (const frame of [2, 3, 4])
      assert.ok(Math.abs(now[frame]! - (await expected(frame))) < 1e-9, `frame ${frame}`);
    assert.ok(now[2]! < own[2]! - 0.3 && now[4]! < own[4]! - 0.3, JSON.stringify([own, now]));
    assert.deepEqual([now[0], now[1], now[5]], [null, own[1], own[5]]);
    const [before, after] = [run, fixed].map(({ frames }) => frames[2]!.confidence!);
    assert.ok(after! < before! / 2, `${before} to ${after}`);
    assert.equal(fixed.frames[4]!.confidence, run.frames[4]!.confidence);
    const mean = (values: (number | null)[]) => {
      const known = values.filter((value) => value !== null);
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    assert.ok(Math.abs(fixed.summary.meanStability! - mean(now)) < 1e-9);
    const { runs } = await engine.handlers['runs.list']({}, noSignal);
    assert.equal(runs[0]!.meanStability, fixed.summary.meanStability);
    assert.deepEqual(stabilities(await fixesOf(engine, run).revert()), own);
  });

  test('a fix that comes while the overlay video is drawn ends that, and none of its files stays', async () => {
    await fixesOf(engine, run).apply(0, 0, { swap: true });
    await untilDrawing();
    await fixesOf(engine, run).apply(5, 5, { swap: true });
    assert.ok(!existsSync(overlay()));
    await overviewsDrawn(run);
    await assertShowsMasks();
    assert.deepEqual(hidden(), []);
    await fixesOf(engine, run).revert();
  });

  test('a mask that another program replaces while the overlay video is drawn is shown by it in the end', async () => {
    await fixesOf(engine, run).apply(0, 0, { swap: true });
    await untilDrawing();
    const own = readFileSync(maskPath(3));
    writeFileSync(maskPath(3), readFileSync(maskPath(0)));
    await overviewsDrawn(run);
    await assertShowsMasks();
    writeFileSync(maskPath(3), own);
    await fixesOf(engine, run).revert();
  });

  test('what is missing at the next start is drawn in the background once the run is looked at', async () => {
    const first = await openEngine(options);
    await fixesOf(first, run).apply(2, 2, { swap: true });
    await first.close();
    assert.ok(!existsSync(overlay()) && !existsSync(sheet()));
    const next = await openEngine(options);
    await next.handlers['runs.get']({ runId: run.summary.id }, noSignal);
    await overviewsDrawn(run);
    assert.ok(existsSync(sheet()));
    await assertShowsMasks();
  });

  test('the command line draws them too and leaves fixed masks as they are', async () => {
    const fixed = await maskOf(2);
    rmSync(overlay());
    const store = openStore({ folder: options.cacheFolder, limitBytes: 1e10 });
    const { computedFrameCount } = await runClip(video, run.summary.outDir, tinyConfig, {
      store,
      signal: noSignal,
      progress: createProgress(() => undefined),
      force: false,
      notify: (sentence) => assert.fail(sentence),
    });
    store.close();
    assert.equal(computedFrameCount, 0);
    assert.deepEqual(await maskOf(2), fixed);
    await assertShowsMasks();
    await fixesOf(engine, run).revert();
  });

  test('stability is unknown of fixed frames where the cache no longer holds their flow', async () => {
    const own = stabilities(await details());
    const { run: fixed } = await fixesOf(engine, run).apply(2, 2, { swap: true });
    await engine.handlers['cache.clear']({}, noSignal);
    const now = await details();
    assert.deepEqual(
      stabilities(now),
      own.map((value, frame) => ([2, 3].includes(frame) ? null : value)),
    );
    assert.equal(now.frames[2]!.area, fixed.frames[2]!.area);
  });

  test('without the flow in the cache there is a new overlay video, no old sheet, and a sentence', async () => {
    await overviewsDrawn(run);
    while (sentences.length === 0) await pause(5);
    await assertShowsMasks();
    assert.equal(existsSync(sheet()), false);
    assert.match(sentences.join(), /contact sheet of square is not drawn/);
    await fixesOf(engine, run).revert();
  });

  test('an overlay video that is older than masks which another program replaced is drawn anew', async () => {
    await overviewsDrawn(run);
    const own = readFileSync(overlay());
    rmSync(maskPath(2));
    cpSync(maskPath(1), maskPath(2));
    await details();
    while (readFileSync(overlay()).equals(own)) await pause(50);
  });
});
