import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { framePicturePath, thumbnailPath } from '../../native/api/media-url.ts';
import { layers, type RunDetails } from '../../native/api/runs.ts';
import {
  engineFolder,
  finishedRun,
  noSignal,
  openEngine,
  tinyClip,
  tinyConfig,
  tinyVideo,
} from '../support/test-engine.ts';
import { ask, bearer, startServed } from '../support/served.ts';

const { port, engine: served, library, root, outputDir } = await startServed();
const outside = join(root, 'elsewhere');
mkdirSync(outside);
const desktop = await openEngine({
  ...engineFolder().options,
  cacheFolder: join(root, 'cache'),
  defaultOutputDir: outputDir,
});

/** Runs of the desktop app that a browser's engine on the same store hears of, one for each way out of the library. */
describe('runs that lie, or lead, outside of the library', () => {
  let allowed: RunDetails;

  before(async () => {
    allowed = await finishedRun(desktop, await tinyVideo(library, 'inside'));
  });

  const statusOf = async (path: string) =>
    (await ask(port, { path: `/media/${path}`, headers: bearer })).status;

  /** Every media address of a run, and what each answers. */
  async function answers({ summary: { id }, revision }: RunDetails): Promise<Record<string, number>> {
    const paths = layers.map((layer) => framePicturePath({ runId: id, layer, frame: 1, revision }));
    const found: Record<string, number> = {};
    for (const path of paths) found[path] = await statusOf(path);
    return found;
  }

  async function assertHidden(run: RunDetails): Promise<void> {
    for (const [path, status] of Object.entries(await answers(run))) assert.equal(status, 404, path);
    const { runs } = await served.handlers['runs.list']({}, noSignal);
    assert.ok(!runs.some(({ id }) => id === run.summary.id));
    await assert.rejects(
      served.handlers['runs.get']({ runId: run.summary.id }, noSignal),
      /no longer exists/,
    );
  }

  async function runTo(clip: string, outDir: string): Promise<RunDetails> {
    await desktop.handlers['settings.set']({ changes: { outputDir: outDir } }, noSignal);
    return finishedRun(desktop, clip);
  }

  test('a run within them is shown', async () => {
    for (const layer of allowed.layers)
      assert.equal(
        await statusOf(
          framePicturePath({ runId: allowed.summary.id, layer, frame: 1, revision: allowed.revision }),
        ),
        200,
        layer,
      );
  });

  test('a clip outside gives no picture and no thumbnail', async () => {
    const run = await runTo(await tinyVideo(outside, 'clip'), join(library, 'results'));
    await assertHidden(run);
    const { items } = await desktop.handlers['queue.list']({}, noSignal);
    const job = items.find(({ clip }) => clip === run.summary.clip)!;
    assert.equal(await statusOf(thumbnailPath(job.id)), 404);
  });

  test('results outside give none either', async () => {
    await assertHidden(await runTo(await tinyVideo(library, 'away'), join(outside, 'results')));
  });

  test('a frames folder with a link out of the library gives none', async () => {
    const clip = await tinyClip(library, 'linked');
    const run = await runTo(clip, join(library, 'results'));
    const found = await answers(run);
    assert.equal(
      found[framePicturePath({ runId: run.summary.id, layer: 'source', frame: 1, revision: 0 })],
      200,
    );
    cpSync(join(clip, '00001.png'), join(outside, 'secret.png'));
    rmSync(join(clip, '00001.png'));
    symlinkSync(join(outside, 'secret.png'), join(clip, '00001.png'));
    await assertHidden(run);
  });

  test('masks or an overlay video that are links out of the library give none', async () => {
    for (const name of ['masks/00001.png', 'overlay.mp4']) {
      const clip = await tinyVideo(library, name.replace(/\W/g, '-'));
      const run = await runTo(clip, join(library, 'results'));
      const path = join(run.summary.outDir, name);
      const target = join(outside, name.replace(/\W/g, '-'));
      cpSync(path, target);
      rmSync(path);
      symlinkSync(target, path);
      await assertHidden(run);
    }
  });

  test('a ground truth outside, named by the desktop app, is not shown', async () => {
    const truthDir = join(outside, 'truth');
    cpSync(join(allowed.summary.outDir, 'masks'), truthDir, { recursive: true });
    const runId = allowed.summary.id;
    const { revision, layers: shown } = await desktop.handlers['runs.setTruth'](
      { runId, dir: truthDir },
      noSignal,
    );
    assert.ok(shown.includes('truth'));
    const details = await served.handlers['runs.get']({ runId }, noSignal);
    assert.ok(!details.layers.includes('truth'));
    assert.equal(await statusOf(framePicturePath({ runId, layer: 'truth', frame: 1, revision })), 404);
    assert.equal(await statusOf(framePicturePath({ runId, layer: 'mask', frame: 1, revision })), 200);
  });

  test('a folder with a link out of the library is no clip to be run, nor is a video that is one', async () => {
    const paths = [join(library, 'linked')];
    symlinkSync(join(outside, 'clip.mp4'), join(library, 'link.mp4'));
    const { ids, rejected } = await served.handlers['queue.add'](
      { paths: [...paths, join(library, 'link.mp4'), library], config: tinyConfig, outDir: null },
      noSignal,
    );
    const refused = rejected.map(({ clip, error }) => [clip, /outside the library folders/.test(error)]);
    assert.deepEqual(refused, [
      [join(library, 'linked'), true],
      [join(library, 'link.mp4'), true],
      [join(library, 'link.mp4'), true],
    ]);
    assert.ok(ids.length > 0, 'the other videos of the folder are clips');
  });
});
