import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { createProgress } from '../../native/base/progress.ts';
import type { FarmQueue } from '../../native/farm/farm-queue.ts';
import { parseMap } from '../../native/farm/path-map.ts';
import { fetchResults } from '../../native/farm/storage/s3/fetch-results.ts';
import { typedAddress } from '../../native/farm/storage/s3/object-address.ts';
import { type ObjectStore, openObjectStore } from '../../native/farm/storage/s3/object-store.ts';
import { submitClips, type Submitted } from '../../native/farm/submit.ts';
import type { FarmWorker } from '../../native/farm/worker/farm-worker.ts';
import { farmConfig, openFarmQueue, program, startTestWorker, untilCounts } from '../support/farm/farm.ts';
import { redisMissing, startRedis, type TestRedis } from '../support/farm/redis-server.ts';
import { startS3, type TestS3 } from '../support/farm/s3-server.ts';
import { digestOf, standIn, standInMask } from '../support/farm/stand-in-work.ts';
import { endOf, fodvid, startFodvid } from '../support/fodvid.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';
import { ffmpeg, h264 } from '../video/video-fixtures.ts';

const skip = redisMissing() ?? false;
const root = temporaryFolderOfFile();
const { signal } = new AbortController();
let redis: TestRedis;
let s3: TestS3;
let queue: FarmQueue;
let store: ObjectStore;

before(async () => {
  if (skip !== false) return;
  [redis, s3] = await Promise.all([startRedis(), startS3(['clips', 'masks'])]);
  queue = await openFarmQueue({ url: redis.url });
  // Workers of this process find the object storage as those of the command line do.
  Object.assign(process.env, s3.env);
  store = await openObjectStore();
});
after(async () => {
  if (skip !== false) return;
  await queue.close();
  await Promise.all([redis.stop(), s3.stop()]);
});

/** Puts clips that are no videos below a prefix. */
const putClips = (prefix: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const address = `${prefix}/clip${i}.mp4`;
      await store.write(typedAddress(address), `not really a video ${prefix} ${i}`);
      return address;
    }),
  );

const submit = (clips: readonly string[], outDir: string): Promise<Submitted[]> =>
  submitClips(
    { clips, config: farmConfig, outDir },
    { queue, map: { ...parseMap([]), buckets: 'any' }, program, signal },
  );

const states = (submitted: readonly Submitted[]) => submitted.map(({ state }) => state);

/** Starts a worker of some buckets that stands in for the work; `said` resolves when it says so. */
async function startWorker(maps: readonly string[], runOrder = standIn(5)) {
  const sentences: string[] = [];
  const listeners = new Set<() => void>();
  const worker: FarmWorker = await startTestWorker(
    { root, share: root, clips: [], outDir: root, map: parseMap(maps) },
    redis.url,
    {
      runOrder,
      patience: { lookMs: 50, sourceMs: 0 },
      notify(sentence) {
        sentences.push(sentence);
        listeners.forEach((look) => look());
      },
    },
  );
  function said(pattern: RegExp): Promise<null> {
    const { promise, resolve } = Promise.withResolvers<null>();
    const look = () => sentences.some((sentence) => pattern.test(sentence)) && resolve(null);
    listeners.add(look);
    look();
    return promise;
  }
  return { worker, said, sentences };
}

test(
  'an object storage that goes away is waited for, and every clip is published once',
  { skip },
  async (t) => {
    const clips = await putClips('s3://clips/day', 3);
    assert.deepEqual(states(await submit(['s3://clips/day/'], 's3://masks/day')), Array(3).fill('queued'));
    await s3.kill();
    const work = standIn(5);
    let kills = 0;
    const { worker, said, sentences } = await startWorker(
      ['s3://clips/day', 's3://masks'],
      async (order, listener) => {
        const end = await work(order, listener);
        // The clip is finished, and cannot be published now.
        if (kills++ === 0) {
          sentences.length = 0;
          await s3.kill();
          void said(/does not answer .* the worker waits/).then(() => s3.start());
        }
        return end;
      },
    );
    t.after(() => worker.stop());
    await said(/does not answer .* the worker waits/);
    await s3.start();
    await untilCounts(queue, ({ waiting, running }) => waiting + running === 0);
    assert.deepEqual(await queue.counts(), { waiting: 0, running: 0, done: 3, failed: 0 });
    assert.deepEqual(readdirSync(join(root, 'cache-worker', 'farm')), []);
    const context = { signal, progress: createProgress(() => undefined) };
    const fetched = await fetchResults('s3://masks/day', join(root, 'day'), context);
    assert.deepEqual(
      fetched.map(({ state }) => state),
      Array(3).fill('fetched'),
    );
    for (const [i, clip] of clips.entries()) {
      const digest = digestOf(Buffer.from(`not really a video s3://clips/day ${i}`));
      const mask = readFileSync(join(root, 'day', `clip${i}`, 'masks', '00003.png'), 'utf8');
      assert.equal(mask, standInMask(digest, farmConfig, 3), clip);
    }
    assert.deepEqual(states(await submit(clips, 's3://masks/day')), Array(3).fill('there'));
  },
);

test('a worker refuses what lies outside its prefixes, and says so', { skip }, async (t) => {
  const [clip] = await putClips('s3://clips/night', 1);
  await submit([clip!], 's3://masks/night');
  const { worker } = await startWorker(['s3://clips/day', 's3://masks']);
  t.after(() => worker.stop());
  assert.match(await worker.gaveUp, /s3:\/\/clips\/night\/clip0\.mp4 lies outside the buckets/);
  await worker.stop();
  for await (const { objects } of store.list(typedAddress('s3://masks/night'))) assert.deepEqual(objects, []);
  await queue.drain();
});

test('a clip that is gone from its bucket fails with its sentence', { skip }, async (t) => {
  const [clip] = await putClips('s3://clips/gone', 1);
  await submit([clip!], 's3://masks/gone');
  await store.remove(typedAddress(clip!));
  const { worker } = await startWorker(['s3://clips', 's3://masks']);
  t.after(() => worker.stop());
  await untilCounts(queue, ({ failed }) => failed === 1);
  assert.match(
    (await queue.list('failed', 0, 1))[0]!.error!,
    /The clip s3:\/\/clips\/gone\/clip0\.mp4 is gone/,
  );
  await worker.stop();
  await queue.drain();
});

test(
  'the command line runs clips of a bucket as one machine runs them, and fetches their results',
  { skip },
  async (t) => {
    const words = ['--no-refine', '--provider', 'cpu', '--size', '64x96', '--json'];
    const clip = join(root, 'one.mp4');
    await ffmpeg(`-f lavfi -i testsrc2=s=96x64:r=5:d=0.6 ${h264} ${clip}`);
    await store.write(typedAddress('s3://clips/film/one.mp4'), readFileSync(clip));
    const env = { ...s3.env, FODVID_CACHE: join(root, 'cache'), FODVID_QUEUE: redis.url };
    const [alone, noBucket, wrongKey] = await Promise.all([
      fodvid(['run', clip, '--out', join(root, 'alone'), ...words], env),
      fodvid(['worker', '--map', 's3://nope'], env),
      fodvid(['fetch', 's3://masks/film', root], { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' }),
    ]);
    assert.equal(alone.exitCode, 0, alone.stderr);
    assert.equal(noBucket.exitCode, 1);
    assert.match(noBucket.stderr, /There is no bucket nope at http/);
    assert.equal(wrongKey.exitCode, 1);
    assert.match(wrongKey.stderr, /does not accept the key/);
    const maps = ['--map', 's3://clips/film', '--map', 's3://masks/film'];
    const worker = startFodvid(['worker', ...maps, '--cache', join(root, 'cache-film')], env);
    const ended = endOf(worker);
    t.after(() => worker.kill('SIGKILL'));
    const out = ['--out', 's3://masks/film', '--queue', redis.url, ...words];
    const run = await fodvid(['run', 's3://clips/film', ...out], env);
    assert.equal(run.exitCode, 0, run.stderr);
    const { clips } = JSON.parse(run.stdout) as { clips: { outDir: string; report: { clip: string } }[] };
    assert.deepEqual(
      clips.map(({ outDir, report }) => [outDir, report.clip]),
      [['s3://masks/film/one', 's3://clips/film/one.mp4']],
    );
    worker.kill('SIGTERM');
    assert.equal((await ended).exitCode, 0);
    const fetched = await fodvid(['fetch', 's3://masks/film', join(root, 'film')], env);
    assert.equal(fetched.exitCode, 0, fetched.stderr);
    const filesOf = (dir: string) =>
      ['masks/00000.png', 'masks/00001.png', 'masks/00002.png', 'overlay.mp4', 'contact-sheet.png'].map(
        (path) => readFileSync(join(root, dir, 'one', path)).toString('base64'),
      );
    assert.deepEqual(filesOf('film'), filesOf('alone'));
  },
);

// The last one: what it leaves of the queue is of no use.
test('a worker whose lease is another’s publishes nothing', { skip }, async (t) => {
  const [clip] = await putClips('s3://clips/lost', 1);
  const [submitted] = await submit([clip!], 's3://masks/lost');
  assert.ok(submitted?.state === 'queued');
  const client = new Redis(redis.url);
  t.after(() => client.disconnect());
  const work = standIn(5);
  const { worker } = await startWorker(['s3://clips', 's3://masks'], async (order, listener) => {
    const end = await work(order, listener);
    await client.set(`fodvid:clips:${submitted.id}:lock`, 'another');
    return end;
  });
  // It takes back what it had sent.
  await s3.heard('DELETE');
  await worker.stop();
  for await (const { objects } of store.list(typedAddress('s3://masks/lost'))) assert.deepEqual(objects, []);
});
