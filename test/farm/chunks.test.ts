import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { resolveRunConfig, type RunConfig } from '../../native/api/run-config.ts';
import type { FarmQueue } from '../../native/farm/farm-queue.ts';
import { parseRoot, pathMap } from '../../native/farm/path-map.ts';
import { checkpointDirOf } from '../../native/farm/publish.ts';
import { connectRedis } from '../../native/farm/redis/redis-connection.ts';
import { redisChunks } from '../../native/farm/redis/redis-chunks.ts';
import { submitClips } from '../../native/farm/submit.ts';
import type { ChunkAnswer } from '../../native/farm/chunks/chunk-owner.ts';
import type { ClipOrder, WorkOrder } from '../../native/farm/worker/clip-order.ts';
import { workInProcess } from '../../native/farm/worker/clip-process.ts';
import { startFarmWorker } from '../../native/farm/worker/farm-worker.ts';
import { takePacks } from '../../native/farm/worker/packs.ts';
import { openStore } from '../../native/store/store.ts';
import { ffmpeg } from '../video/video-fixtures.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { openFarmQueue, program, untilCounts } from '../support/farm/farm.ts';
import { redisMissing, startRedis, type TestRedis } from '../support/farm/redis-server.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const skip = redisMissing() ?? false;
const root = temporaryFolderOfFile();
const share = join(root, 'share');
const clip = join(share, 'square.mp4');
/** Three chunks of four frames. */
const frameCount = 12;
const chunkFrames = 4;
const lockMs = 1500;
const timing = { lockMs, checkMs: 400, helpMs: 50 };
const coarse = resolveRunConfig({ refine: false, provider: 'cpu', size: { heightPx: 64, widthPx: 96 } });
let redis: TestRedis;
let queue: FarmQueue;

before(async () => {
  if (skip !== false) return;
  const frames = join(root, 'frames');
  for (const folder of [share, frames]) mkdirSync(folder);
  await writeMovingSquare(frames, frameCount, { widthPx: 160, heightPx: 120 });
  // Chunks begin at no key frame, and at frames that lean on later ones.
  await ffmpeg(
    `-v error -framerate 12 -i '${join(frames, '%05d.png')}' -c:v libx264 -g 5 -bf 2 -qp 8 -pix_fmt yuv420p '${clip}'`,
  );
  redis = await startRedis();
  queue = await openFarmQueue({ url: redis.url });
  await queue.admit(program);
});
after(async () => {
  if (skip !== false) return;
  await queue.close();
  await redis.stop();
});

/** A worker of this process. */
const start = (name: string, runOrder: WorkOrder) =>
  startFarmWorker({
    address: { url: redis.url },
    map: pathMap([parseRoot(share)]),
    slots: 1,
    cacheFolder: join(root, `cache-${name}`),
    cacheLimitBytes: 1e9,
    program,
    name,
    notify: () => undefined,
    runOrder,
    timing,
  });

/** Hands the clip in; its results lie in a folder of `name`. */
async function submit(name: string, config: RunConfig) {
  const map = pathMap([parseRoot(share)]);
  const { signal } = new AbortController();
  const request = { clips: [clip], config, outDir: join(share, name), chunkFrames };
  const [one] = await submitClips(request, { queue, map, program, signal });
  assert.ok(one?.state === 'queued');
  const outDir = join(share, name, 'square');
  return { id: one.id, outDir, checkpoint: checkpointDirOf(outDir, one.id) };
}

/** What one machine writes of the clip, alone; its cut is computed once. */
async function alone(config: RunConfig, name: string): Promise<string> {
  const outDir = join(root, name);
  const places = { outDir, checkpointDir: null, keepMs: 60_000, cacheFolder: join(root, 'cache-alone') };
  const kind = { exporting: null, chunkFrames: 0, chunk: null };
  const { signal } = new AbortController();
  const end = await workInProcess(
    { clip, config, ...kind, ...places, cacheLimitBytes: 1e9 },
    { signal, onProgress: () => undefined, notify: () => undefined },
  );
  assert.equal(end.kind, 'done');
  return outDir;
}

interface Report {
  readonly computedPerStage: Readonly<Record<string, number | undefined>>;
  readonly filtered: Readonly<Record<string, string>>;
  readonly refinement: {
    readonly state: string;
    readonly steps: number;
    readonly trainingKey: string;
  } | null;
}
const reportOf = (outDir: string) => JSON.parse(readFileSync(join(outDir, 'run.json'), 'utf8')) as Report;
const masksOf = (outDir: string) =>
  readdirSync(join(outDir, 'masks')).map((name) =>
    readFileSync(join(outDir, 'masks', name)).toString('base64'),
  );
const openCache = (name: string) => openStore({ folder: join(root, `cache-${name}`), limitBytes: 1e9 });

/** The soft masks behind a run's masks, in the cache of whoever ran it. */
function softMasksOf(outDir: string, cache: string): string[] {
  const store = openCache(cache);
  const masks = Object.values(reportOf(outDir).filtered).map((key) =>
    Buffer.from(store.getBlob(key)!).toString('base64'),
  );
  store.close();
  return masks;
}

/** Runs the clip as its worker does; the clip gets its next chunk when `may`, which hears of those before, resolves. */
const owning =
  (may: (given: readonly ChunkAnswer[]) => Promise<unknown>): WorkOrder =>
  (order, listener) => {
    const given: ChunkAnswer[] = [];
    return workInProcess(order, {
      ...listener,
      async nextChunk(ask) {
        await may(given);
        const answer = await listener.nextChunk!(ask);
        if (answer !== null) given.push(answer);
        return answer;
      },
    });
  };

let reference: Promise<string> | null = null;
/** The clip without refinement, by one machine. */
const whole = () => (reference ??= alone(coarse, 'whole'));

test('a clip in chunks of two workers gets the masks and soft masks of one machine', { skip }, async (t) => {
  const helped = Promise.withResolvers<null>();
  const gatherer = await start(
    'gatherer',
    owning(async ({ length }) => length === 1 && helped.promise),
  );
  t.after(() => gatherer.stop());
  const { outDir } = await submit('two', coarse);
  await untilCounts(queue, ({ running }) => running === 1);
  const orders: ClipOrder[] = [];
  const helper = await start('helper', async (order, listener) => {
    orders.push(order);
    const end = await workInProcess(order, listener);
    if (orders.length === 2) helped.resolve(null);
    return end;
  });
  t.after(() => helper.stop());
  await untilCounts(queue, ({ done, failed }) => done + failed === 1);
  const chunks = [
    { first: 8, last: 11 },
    { first: 4, last: 7 },
  ];
  assert.deepEqual(
    orders.map(({ chunk }) => chunk),
    chunks,
  );
  assert.deepEqual(masksOf(outDir), masksOf(await whole()));
  const soft = softMasksOf(outDir, 'gatherer');
  assert.equal(soft.length, frameCount);
  assert.deepEqual(soft, softMasksOf(await whole(), 'alone'));
  // What the helper computed was fetched, not computed again; nothing of it stays on the share.
  assert.equal(reportOf(outDir).computedPerStage['cut'], chunkFrames);
  assert.deepEqual(readdirSync(join(share, 'two', '.fodvid-farm')), ['README.txt']);
});

test('a chunk whose worker dies, and one whose pack is damaged, are computed again', { skip }, async (t) => {
  await queue.drain();
  const client = await connectRedis({ url: redis.url });
  t.after(() => client.disconnect());
  // Takes a chunk and is never heard of again.
  const dead = redisChunks(client, lockMs);
  const ready = Promise.withResolvers<null>();
  const damaged = Promise.withResolvers<null>();
  const answers: ChunkAnswer[] = [];
  const gatherer = await start(
    'mending',
    owning(async (given) => {
      if (given.length === 0) return;
      if (given.length === 1) ready.resolve(null);
      await damaged.promise;
      answers.splice(0, answers.length, ...given);
    }),
  );
  t.after(() => gatherer.stop());
  const { outDir, checkpoint } = await submit('mended', coarse);
  await ready.promise;
  assert.deepEqual((await dead.takeLast(new Set()))?.chunk, { first: 8, last: 11 });
  const helper = await start('helping', async (order, listener) => {
    const end = await workInProcess(order, listener);
    for (const name of readdirSync(checkpoint).filter((file) => file.startsWith('chunk-')))
      truncateSync(join(checkpoint, name), 1000);
    setTimeout(() => damaged.resolve(null), 200);
    return end;
  });
  t.after(() => helper.stop());
  await untilCounts(queue, ({ done, failed }) => done + failed === 1);
  assert.deepEqual(
    answers.map(({ chunk, isThere }) => [chunk.first, isThere]),
    [
      [0, false],
      [4, true],
      [8, false],
    ],
  );
  assert.equal(reportOf(outDir).computedPerStage['cut'], frameCount);
  assert.deepEqual(masksOf(outDir), masksOf(await whole()));
});

test('a clip that was begun before is shared without the chunks that are there', { skip }, async (t) => {
  await queue.drain();
  const given: ChunkAnswer[] = [];
  const gatherer = await start('mending', (order, listener) =>
    workInProcess(order, {
      ...listener,
      async nextChunk(ask) {
        const first = ask.cached.filter((chunk) => chunk.first !== 4);
        const answer = await listener.nextChunk!({ ...ask, cached: first });
        if (answer !== null) given.push(answer);
        return answer;
      },
    }),
  );
  t.after(() => gatherer.stop());
  const { outDir } = await submit('again', coarse);
  await untilCounts(queue, ({ done, failed }) => done + failed === 1);
  // All three chunks lie in its cache, one of which was not told of.
  assert.deepEqual(given, [{ chunk: { first: 4, last: 7 }, isThere: false }]);
  assert.equal(reportOf(outDir).computedPerStage['cut'], undefined);
});

test('a clip that is cancelled takes its chunks with it', { skip }, async (t) => {
  await queue.drain();
  const begun = Promise.withResolvers<AbortSignal>();
  const gatherer = await start(
    'cancelled',
    owning(async ({ length }) => length > 0 && begun.promise.then(() => new Promise(() => undefined))),
  );
  t.after(() => gatherer.stop());
  const { id } = await submit('cancelled', coarse);
  await untilCounts(queue, ({ running }) => running === 1);
  const helper = await start('working', (_, { signal }) => {
    begun.resolve(signal);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
    });
  });
  t.after(() => helper.stop());
  const signal = await begun.promise;
  assert.deepEqual(await queue.counts(), { waiting: 0, running: 1, done: 0, failed: 0 });
  assert.equal(await queue.cancel([id]), 1);
  await untilCounts(queue, ({ failed }) => failed === 1);
  if (!signal.aborted) await once(signal, 'abort');
  const client = await connectRedis({ url: redis.url });
  t.after(() => client.disconnect());
  assert.equal(await redisChunks(client, lockMs).takeLast(new Set()), null);
});

/** A worker in a process group of its own: with it dies the process of its clip, as on a machine that loses its power. */
async function startMortal(name: string) {
  const cache = join(root, `cache-${name}`);
  const order = { url: redis.url, share, cache, name, workMs: 0, lockMs, aheadMs: 0, real: true };
  const file = join(import.meta.dirname, '../support/farm/farm-worker-child.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(order)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid!, 'SIGKILL');
    await once(child, 'exit');
  };
}

test('a training whose machine dies goes on where it was on another', { skip }, async (t) => {
  await queue.drain();
  // A quick machine is done with a short training before it dies.
  async function killed(epochs: number): Promise<{ config: RunConfig; outDir: string; checkpoint: string }> {
    const config = { ...coarse, refine: true, epochs };
    const kill = await startMortal(`mortal-${epochs}`);
    t.after(kill);
    const { outDir, checkpoint } = await submit(`trained-${epochs}`, config);
    const isKept = () => existsSync(checkpoint) && readdirSync(checkpoint).some(isTraining);
    const isTraining = (name: string) => /^training-.*\.pack$/.test(name);
    while (!isKept() && !existsSync(outDir)) await delay(20);
    await kill();
    if (isKept() && !existsSync(outDir)) return { config, outDir, checkpoint };
    assert.ok(epochs < 100, 'it does not die in time');
    return killed(3 * epochs);
  }
  const { config, outDir, checkpoint } = await killed(6);
  const left = openCache('left');
  await takePacks(checkpoint, left);
  const heir = await start('heir', workInProcess);
  t.after(() => heir.stop());
  await untilCounts(queue, ({ waiting, running }) => waiting + running === 0);
  const { refinement, computedPerStage } = reportOf(outDir);
  assert.ok(refinement?.state === 'refined');
  const { step } = left.loadTraining(refinement.trainingKey)!;
  left.close();
  assert.ok(step > 0);
  assert.equal(computedPerStage['trainingStep'], refinement.steps - step);
  assert.deepEqual(masksOf(outDir), masksOf(await alone(config, 'undisturbed')));
});
