import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Queue } from 'bullmq';
import { errorWords } from '../../native/base/error-words.ts';
import { FodvidError } from '../../native/base/errors.ts';
import type { FarmQueue } from '../../native/farm/farm-queue.ts';
import type { FarmWorker } from '../../native/farm/worker/farm-worker.ts';
import {
  farmConfig,
  farmFolder,
  openFarmQueue,
  program,
  startTestWorker,
  submitAll,
  untilCounts,
  wrongMasks,
} from '../support/farm/farm.ts';
import { redisMissing, startRedis, type TestRedis } from '../support/farm/redis-server.ts';
import { standIn } from '../support/farm/stand-in-work.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const skip = redisMissing() ?? false;
const folder = temporaryFolderOfFile();
let redis: TestRedis;
let queue: FarmQueue;
let count = 0;
const farm = (clips: number) => farmFolder(join(folder, String(++count)), clips);

before(async () => {
  if (skip !== false) return;
  redis = await startRedis();
  queue = await openFarmQueue({ url: redis.url });
});
after(async () => {
  if (skip !== false) return;
  await queue.close();
  await redis.stop();
});

/** Whether the command line tells what `pattern` matches. */
const says = (pattern: RegExp) => (error: unknown) =>
  error instanceof FodvidError && pattern.test(error.withAdvice);

let stranger: Queue | null = null;

/** Somebody else who can write into the queue. */
function strangerQueue(): Queue {
  stranger = new Queue('clips', { connection: { url: redis.url }, prefix: 'fodvid' });
  return stranger;
}

/** A test that begins with an empty queue and ends its workers. */
function queueTest(
  name: string,
  work: (stopAtEnd: (worker: FarmWorker) => FarmWorker) => Promise<void>,
): void {
  test(name, { skip }, async () => {
    await queue.drain();
    await queue.admit(program);
    const workers: FarmWorker[] = [];
    try {
      await work((worker) => {
        workers.push(worker);
        return worker;
      });
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()));
      await stranger?.close();
      stranger = null;
    }
  });
}

queueTest('every clip is published once, and handing in again finds it', async (stopAtEnd) => {
  const folders = farm(5);
  const first = await submitAll(folders, queue);
  assert.deepEqual(
    first.map(({ state }) => state),
    Array(5).fill('queued'),
  );
  await submitAll(folders, queue);
  assert.deepEqual(await queue.counts(), { waiting: 5, running: 0, done: 0, failed: 0 });
  stopAtEnd(await startTestWorker(folders, redis.url, { runOrder: standIn(10), slots: 2 }));
  await untilCounts(queue, ({ done }) => done === 5);
  assert.deepEqual(wrongMasks(folders), []);
  assert.deepEqual(
    (await submitAll(folders, queue)).map(({ state }) => state),
    Array(5).fill('there'),
  );
  rmSync(join(folders.outDir, 'clip00003'), { recursive: true });
  assert.deepEqual(
    (await submitAll(folders, queue)).map(({ state }) => state),
    ['there', 'there', 'there', 'queued', 'there'],
  );
  await untilCounts(queue, ({ done, waiting, running }) => waiting + running === 0 && done >= 5);
  assert.deepEqual(wrongMasks(folders), []);
});

queueTest(
  'a poisoned clip goes to the dead letters with its sentence, the others go on',
  async (stopAtEnd) => {
    const folders = farm(3);
    const work = standIn(5);
    const words = errorWords('video-empty', { path: 'poison.mp4' });
    let tries = 0;
    stopAtEnd(
      await startTestWorker(folders, redis.url, {
        runOrder: async (order, listener) => {
          if (!order.clip.includes('clip00001')) return work(order, listener);
          tries++;
          return { kind: 'failed', error: 'The clip is poisoned.', words };
        },
      }),
    );
    await submitAll(folders, queue);
    await untilCounts(queue, ({ done, failed }) => done === 2 && failed === 1);
    assert.equal(tries, 3);
    const [letter] = await queue.list('failed', 0, 9);
    assert.deepEqual([letter!.error, letter!.words], ['The clip is poisoned.', words]);
    assert.equal(await queue.retry(), 1);
    await untilCounts(queue, ({ failed }) => failed === 1 && tries === 6);
  },
);

queueTest('a running clip is cancelled, a waiting one taken out', async (stopAtEnd) => {
  const folders = farm(2);
  stopAtEnd(await startTestWorker(folders, redis.url, { runOrder: standIn(60_000) }));
  await submitAll(folders, queue);
  await untilCounts(queue, ({ running }) => running === 1);
  assert.equal(await queue.cancel(), 2);
  await untilCounts(queue, ({ waiting, running }) => waiting + running === 0);
  assert.deepEqual(
    (await queue.list('failed', 0, 9)).map(({ error }) => error),
    ['Cancelled.'],
  );
  assert.ok(!existsSync(join(folders.outDir, 'clip00000')));
});

queueTest('a worker that is told to stop gives its clip back, and another finishes it', async (stopAtEnd) => {
  const folders = farm(1);
  const first = await startTestWorker(folders, redis.url, { runOrder: standIn(60_000), name: 'first' });
  await submitAll(folders, queue);
  await untilCounts(queue, ({ running }) => running === 1);
  assert.deepEqual(
    (await queue.workers()).map(({ name }) => name),
    ['first'],
  );
  await first.stop();
  assert.deepEqual(await queue.counts(), { waiting: 1, running: 0, done: 0, failed: 0 });
  assert.deepEqual(await queue.workers(), []);
  stopAtEnd(await startTestWorker(folders, redis.url, { runOrder: standIn(5), name: 'second' }));
  await untilCounts(queue, ({ done }) => done === 1);
  assert.equal((await queue.list('done', 0, 1))[0]!.result!.worker, 'second');
});

queueTest('two versions of the program are not mixed', async () => {
  const folders = farm(1);
  const other = { digest: '2'.repeat(64), title: 'fodvid 2 (22222222)' };
  await submitAll(folders, queue);
  const start = (identity: typeof program) =>
    startTestWorker(folders, redis.url, { runOrder: () => assert.fail('computed'), program: identity });
  await assert.rejects(
    start(other),
    (error) => error instanceof FodvidError && /fodvid 1 .*fodvid 2/.test(error.message),
  );
  await queue.drain();
  const late = await start(other);
  // Somebody of the first version whose admission came before.
  const bull = strangerQueue();
  const job = {
    protocol: 1,
    kind: 'run',
    program: program.digest,
    weights: {},
    config: farmConfig,
    outDir: `${folders.share}/o`,
  };
  await bull.add(
    'run',
    { ...job, clip: { path: folders.clips[0], name: 'x', digest: '0'.repeat(64) } },
    { jobId: 'abc' },
  );
  assert.match(await late.gaveUp, /another version/);
  await late.stop();
  assert.equal((await queue.counts()).waiting, 1);
});

queueTest('a message that is no job, or that names a file outside, is never run', async (stopAtEnd) => {
  const folders = farm(1);
  const bull = strangerQueue();
  const job = {
    protocol: 1,
    kind: 'run',
    program: program.digest,
    weights: {},
    config: farmConfig,
    outDir: `${folders.share}/o`,
  };
  const clip = { path: '/etc/passwd', name: 'x', digest: '0'.repeat(64) };
  await bull.add('run', { ...job, clip, command: 'rm' }, { jobId: 'extra' });
  await bull.add('run', { ...job, clip }, { jobId: 'outside' });
  await bull.add('run', { ...job, clip: { ...clip, path: `${folders.share}/../../x` } }, { jobId: 'dots' });
  stopAtEnd(await startTestWorker(folders, redis.url, { runOrder: () => assert.fail('run') }));
  await untilCounts(queue, ({ failed }) => failed === 3);
  const errors = (await queue.list('failed', 0, 9)).map(({ id, error }) => `${id}: ${error ?? ''}`).sort();
  assert.match(errors[0]!, /dots: .*outside/);
  assert.match(errors[1]!, /extra: .*no job of this program/);
  assert.match(errors[2]!, /outside: The path \/etc\/passwd lies outside/);
});

test('no password, a wrong one, and no Redis at all are told apart', { skip }, async () => {
  const bare = redis.url.replace(/:of-the-test@/, '');
  await assert.rejects(openFarmQueue({ url: bare }), says(/password; .* FODVID_QUEUE_PASSWORD/));
  await assert.rejects(openFarmQueue({ url: bare, password: 'wrong' }), /password/);
  await assert.rejects(openFarmQueue({ url: 'redis://127.0.0.1:1' }), /No Redis answers.*redis-server/);
  await assert.rejects(openFarmQueue({ url: 'redis://192.0.2.1' }), /open to everybody/);
  await assert.rejects(openFarmQueue({ url: 'http://127.0.0.1' }), /rediss/);
});
