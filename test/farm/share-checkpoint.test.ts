import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { workInProcess } from '../../native/farm/worker/clip-process.ts';
import { openShareCheckpoint } from '../../native/farm/worker/share-checkpoint.ts';
import { openStore } from '../../native/store/store.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const root = temporaryFolderOfFile();
const keyOf = (name: string) => createHash('sha256').update(name).digest('hex');
const open = (name: string) => openStore({ folder: join(root, name), limitBytes: 1e9 });

test('what one machine computed, and the state of its training, are there on another', async () => {
  const folder = join(root, 'share', 'checkpoint');
  mkdirSync(join(root, 'share'));
  const said: string[] = [];
  const notify = (sentence: string) => void said.push(sentence);
  const [one, two, three] = ['one', 'two', 'three'].map(open);
  const first = await openShareCheckpoint(one!, folder, notify, 60_000);
  first.store.putBlobs([
    { key: keyOf('a'), stage: 'flow', bytes: Uint8Array.of(1, 2, 3) },
    { key: keyOf('b'), stage: 'cut', bytes: Uint8Array.of(4) },
  ]);
  const points = [{ step: 7, lossOwn: 0.5, lossWarped: null }];
  first.store.saveTraining(keyOf('t'), { step: 7, state: Uint8Array.of(9, 9) }, points);
  // No farewell: the machine dies after that.
  await first.flush();
  const second = await openShareCheckpoint(two!, folder, notify, 60_000);
  assert.deepEqual([...second.store.getBlob(keyOf('a'))!], [1, 2, 3]);
  assert.deepEqual([...second.store.getBlob(keyOf('b'))!], [4]);
  assert.equal(second.store.loadTraining(keyOf('t'))?.step, 7);
  assert.deepEqual(second.store.learningCurve(keyOf('t')), points);
  await second.close(true);
  // What was cut off is computed again.
  for (const name of readdirSync(folder)) truncateSync(join(folder, name), 60);
  const third = await openShareCheckpoint(three!, folder, notify, 60_000);
  assert.equal(third.store.hasBlob(keyOf('a')), false);
  assert.equal(third.store.loadTraining(keyOf('t')), undefined);
  assert.deepEqual(said, []);
  await third.close(true);
  // A share that is gone costs no more than the checkpoint.
  const lost = await openShareCheckpoint(three!, join(root, 'gone', 'checkpoint'), notify, 60_000);
  lost.store.putBlobs([{ key: keyOf('c'), stage: 'cut', bytes: Uint8Array.of(5) }]);
  await lost.close(false);
  assert.equal(three!.hasBlob(keyOf('c')), true);
  assert.equal(said.length, 1);
  for (const store of [one!, two!, three!]) store.close();
});

test('a clip that was stopped on one machine goes on on another, with the same masks', async () => {
  const config = resolveRunConfig({ refine: false, provider: 'cpu', size: { heightPx: 64, widthPx: 96 } });
  const run = (clip: string, name: string, checkpointDir: string | null, stops: boolean) => {
    const controller = new AbortController();
    const places = {
      outDir: `${clip}-out-${name}`,
      cacheFolder: `${clip}-cache-${name}`,
      checkpointDir,
      keepMs: 60_000,
      chunkFrames: 0,
      chunk: null,
    };
    return workInProcess(
      { clip, config, exporting: null, cacheLimitBytes: 1e9, ...places },
      {
        signal: controller.signal,
        onProgress: ({ stage, done }) => stops && stage === 'flow' && done > 0 && controller.abort(),
        notify: (sentence) => assert.fail(sentence),
      },
    );
  };
  // A quick machine is done with a short clip before it hears that it shall stop.
  async function stopped(frames: number): Promise<{ clip: string; folder: string; frames: number }> {
    const clip = join(root, `clip-${frames}`);
    const folder = join(root, `of-clip-${frames}`, 'checkpoint');
    for (const path of [clip, dirname(folder)]) mkdirSync(path);
    await writeMovingSquare(clip, frames, { widthPx: 96, heightPx: 72 });
    const { kind } = await run(clip, 'a', folder, true);
    if (kind === 'cancelled') return { clip, folder, frames };
    assert.equal(kind, 'done');
    assert.ok(frames < 500, 'it does not stop');
    return stopped(3 * frames);
  }
  const { clip, folder, frames } = await stopped(20);
  const store = openStore({ folder: `${clip}-cache-a`, limitBytes: 1e9 });
  const flows = store.stats().perStage['flow']?.entries ?? 0;
  store.close();
  assert.ok(flows > 0);
  const end = await run(clip, 'b', folder, false);
  const whole = await run(clip, 'c', null, false);
  assert.ok(end.kind === 'done' && whole.kind === 'done');
  const flowsComputed = (name: string) =>
    (
      JSON.parse(readFileSync(join(`${clip}-out-${name}`, 'run.json'), 'utf8')) as {
        computedPerStage: Record<string, number | undefined>;
      }
    ).computedPerStage['flow'] ?? 0;
  // The other machine computed only what the first one had not.
  assert.deepEqual([flowsComputed('b'), flowsComputed('c')], [frames - flows, frames]);
  const masksOf = (name: string) =>
    readdirSync(join(`${clip}-out-${name}`, 'masks')).map((file) =>
      readFileSync(join(`${clip}-out-${name}`, 'masks', file)).toString('base64'),
    );
  assert.deepEqual(masksOf('b'), masksOf('c'));
});
