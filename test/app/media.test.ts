import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { framePicturePath, pictureKinds, thumbnailPath } from '../../native/api/media-url.ts';
import { layers, type Layer, type RunDetails } from '../../native/api/runs.ts';
import { silentContext } from '../../native/base/context.ts';
import type { Engine } from '../../native/app/engine.ts';
import { decodeFrames } from '../../native/video/decode-frames.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import {
  engineFolder,
  finishedRun,
  noSignal,
  openEngine,
  overviewsDrawn,
  tinyConfig,
  tinySize,
  tinyVideo,
} from '../support/test-engine.ts';

const FRAMES = 8;

describe('pictures of a refined run of a video', () => {
  const { root, library, options } = engineFolder();
  const config = { ...tinyConfig, refine: true, epochs: 4 };
  let video: string;
  let engine: Engine;
  let run: RunDetails;

  before(async () => {
    video = await tinyVideo(library, 'square', FRAMES);
    engine = await openEngine(options);
    run = await finishedRun(engine, video, config);
  });

  const picture = async (layer: Layer, frame: number, maxSidePx?: number) => {
    const asked = { runId: run.summary.id, layer, frame, revision: run.revision };
    const answer = await engine.media(
      framePicturePath(maxSidePx === undefined ? asked : { ...asked, maxSidePx }),
    );
    return answer === null ? null : sharp(Buffer.from(answer.bytes));
  };

  test('every layer but the truth has a picture of the kind that the contract says', async () => {
    assert.deepEqual(
      run.layers,
      layers.filter((layer) => layer !== 'truth'),
    );
    for (const layer of run.layers) {
      const image = await picture(layer, 3);
      const { width, height, hasAlpha, channels } = await image!.metadata();
      assert.equal(hasAlpha, pictureKinds[layer] === 'transparent', layer);
      if (layer !== 'flow' && layer !== 'eigenvector')
        assert.deepEqual([width, height], [tinySize.widthPx, tinySize.heightPx], layer);
      const small = await (await picture(layer, 3, 16))!.metadata();
      assert.ok(small.width <= 16 && small.height <= 16, layer);
      assert.equal(small.channels, channels, layer);
    }
  });

  test('the overlay video and the contact sheet of a refined run are drawn again as the run drew them', async () => {
    const paths = ['overlay.mp4', 'contact-sheet.png'].map((name) => join(run.summary.outDir, name));
    const own = paths.map((path) => readFileSync(path));
    for (const path of paths) rmSync(path);
    await engine.handlers['runs.get']({ runId: run.summary.id }, noSignal);
    await overviewsDrawn(run);
    assert.deepEqual(
      paths.map((path) => readFileSync(path)),
      own,
    );
  });

  test('the source is the frame of that number, from the cache and from the video alike', async () => {
    const clip = await probeClip(video, silentContext);
    const assertFrames = async () => {
      for await (const { index, image } of decodeFrames(clip, {}, silentContext)) {
        const shown = await (await picture('source', index))!.raw().toBuffer();
        const difference = shown.reduce((sum, value, i) => sum + Math.abs(value - image.data[i]!), 0);
        assert.ok(difference / shown.length < 4, `frame ${index}: ${difference / shown.length}`);
      }
    };
    await assertFrames();
    await engine.handlers['cache.clear']({}, noSignal);
    await assertFrames();
  });

  test('the mask is the file, and the refined layer the same before any fix', async () => {
    const file = readFileSync(join(run.summary.outDir, 'masks', '00003.png'));
    for (const layer of ['mask', 'refined'] as const) {
      const image = await picture(layer, 3);
      assert.deepEqual(await image!.raw().toBuffer(), await sharp(file).raw().toBuffer());
    }
  });

  test('what the cache no longer holds is gone, and nothing else', async () => {
    await engine.handlers['cache.clear']({}, noSignal);
    for (const layer of ['flow', 'eigenvector'] as const) assert.equal(await picture(layer, 2), null);
    for (const layer of ['source', 'mask', 'matte', 'overlay', 'graphcut', 'diff'] as const)
      assert.notEqual(await picture(layer, 2), null, layer);
    const { layers: left } = await engine.handlers['runs.get']({ runId: run.summary.id }, noSignal);
    assert.ok(!left.includes('flow') && left.includes('source'));
  });

  test('other paths, frames and runs hold nothing', async () => {
    const { id } = run.summary;
    for (const path of [
      '',
      'runs',
      `runs/${id}`,
      `runs/${id}/mask/${FRAMES}`,
      `runs/${id}/mask/-1`,
      `runs/${id}/secret/1`,
      `runs/${id}/mask/1?side=0`,
      `runs/${id}/mask/..%2f..`,
      `runs/${id + 9}/mask/0`,
      `runs/${id}/video/source`,
      `runs/${id}/mask/../../settings.json`,
      'jobs/99/thumbnail',
    ])
      assert.equal(await engine.media(path), null, path);
  });

  test('results of a clip that was moved since are shown with the clip where it lies now', async () => {
    const moved = join(root, 'square.mp4');
    renameSync(video, moved);
    const other = await openEngine({ ...options, cacheFolder: join(root, 'another-cache') });
    const { summary, layers: shown } = await finishedRun(other, moved, config);
    assert.deepEqual([summary.outDir, summary.timeSec], [run.summary.outDir, run.summary.timeSec]);
    assert.equal(summary.clip, moved);
    assert.ok(shown.includes('source'), shown.join());
    renameSync(moved, video);
  });

  test('a clip in the queue has a thumbnail, one that cannot be read none', async () => {
    const { items } = await engine.handlers['queue.list']({}, noSignal);
    const answer = await engine.media(thumbnailPath(items[0]!.id));
    const { width, height } = await sharp(Buffer.from(answer!.bytes)).metadata();
    assert.deepEqual([width, height], [tinySize.widthPx, tinySize.heightPx]);
    rmSync(video);
    assert.equal(await engine.media(thumbnailPath(items[0]!.id)), null);
    assert.equal(await picture('overlay', 7), null);
  });
});
