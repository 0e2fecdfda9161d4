import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Job, JobsOptions } from 'bullmq';
import { errorWords } from '../../base/error-words.ts';
import { FodvidError, failedError } from '../../base/errors.ts';
import { entryOf, farmKey, listsOf, queueName, queuePrefix } from './bullmq-entries.ts';
import { watchFarmQueue } from './bullmq-events.ts';
import {
  type FarmEntry,
  type FarmJobState,
  type FarmQueue,
  maxAttempts,
  type NewFarmJob,
} from '../farm-queue.ts';
import type { ProgramIdentity } from '../program-identity.ts';
import { connectRedis, type QueueAddress } from './redis-connection.ts';
import { announceWorker, dismissWorker, readWorkers } from '../worker/announced-workers.ts';

/** How long closing waits for a queue that does not answer. */
const GOODBYE_MS = 1_000;
/** So many jobs are sent in one transaction. */
const BATCH = 1000;
/** Finished jobs are remembered up to that number, so that handing them in again finds them. */
const keep = { count: 200_000 };
/** Far in the future: clocks of workers, which say when a job ended, may be ahead. */
const anyAgeMs = -365 * 24 * 3600 * 1000;

const jobOptions = (id: string): JobsOptions => ({
  jobId: id,
  attempts: maxAttempts,
  removeOnComplete: keep,
  removeOnFail: keep,
  stackTraceLimit: 0,
});

function* batches<T>(all: readonly T[], size = BATCH): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

const stateNames: Readonly<Record<string, FarmJobState>> = Object.fromEntries(
  Object.entries(listsOf).flatMap(([state, lists]) => lists.map((list) => [list, state as FarmJobState])),
);
const stateOf = (name: string): FarmJobState | null =>
  name === 'waiting' ? 'waiting' : (stateNames[name] ?? null);

/** Opens the queue at an address; throws the sentence that helps where no Redis answers. */
export async function openFarmQueue(address: QueueAddress): Promise<FarmQueue> {
  const client = await connectRedis(address);
  const queue = new Queue<unknown, unknown>(queueName, { connection: client, prefix: queuePrefix });
  queue.on('error', () => undefined);
  const watching = new Set<() => Promise<void>>();

  async function counts() {
    const found = await queue.getJobCounts(...Object.values(listsOf).flat());
    const sum = (state: FarmJobState) =>
      listsOf[state].reduce((total, list) => total + (found[list] ?? 0), 0);
    return { waiting: sum('waiting'), running: sum('running'), done: sum('done'), failed: sum('failed') };
  }

  async function idsOf(state: FarmJobState): Promise<string[]> {
    const jobs = await Promise.all(listsOf[state].map((list) => queue.getRanges([list], 0, -1, true)));
    return jobs.flat();
  }

  async function stateOfId(id: string): Promise<FarmJobState | null> {
    return stateOf(await queue.getJobState(id));
  }

  async function get(id: string): Promise<FarmEntry | null> {
    const job = (await queue.getJob(id)) as Job<unknown, unknown> | undefined;
    const state = job === undefined ? null : await stateOfId(id);
    return job === undefined || state === null ? null : entryOf(job, state);
  }

  async function list(state: FarmJobState, first: number, end: number): Promise<FarmEntry[]> {
    const entries: FarmEntry[] = [];
    let before = 0;
    for (const name of listsOf[state]) {
      if (before + entries.length >= end && before >= end) break;
      const { [name]: count = 0 } = await queue.getJobCounts(name);
      const from = Math.max(first - before, 0);
      const to = Math.min(end - before, count);
      if (from < to) {
        const jobs = (await queue.getJobs([name], from, to - 1, true)) as (
          Job<unknown, unknown> | undefined
        )[];
        entries.push(...jobs.filter((job) => job !== undefined).map((job) => entryOf(job, state)));
      }
      before += count;
    }
    return entries;
  }

  async function retry(ids?: readonly string[]): Promise<number> {
    const failed = new Set(await idsOf('failed'));
    const wanted = ids === undefined ? [...failed] : ids.filter((id) => failed.has(id));
    for (const batch of batches(wanted))
      await Promise.all(
        batch.map(async (id) => {
          const job = await queue.getJob(id);
          await job?.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
        }),
      );
    return wanted.length;
  }

  const added = (entry: NewFarmJob) => ({
    name: entry.job.kind,
    data: entry.job,
    opts: jobOptions(entry.id),
  });

  return {
    admit: (program) => admit(program),
    async claimFolders(claims) {
      const own: boolean[] = [];
      for (const batch of batches(claims)) {
        const pipeline = client.pipeline();
        for (const { folder, content } of batch)
          pipeline.hsetnx(farmKey('folders'), folder, content).hget(farmKey('folders'), folder);
        const answers = (await pipeline.exec()) ?? [];
        own.push(...batch.map(({ content }, i) => answers[2 * i + 1]?.[1] === content));
      }
      return own;
    },
    async add(jobs) {
      for (const batch of batches(jobs)) await queue.addBulk(batch.map(added));
      if ((await counts()).failed > 0) await retry(jobs.map(({ id }) => id));
    },
    counts,
    list,
    ids: idsOf,
    get,
    workers: () => readWorkers(client),
    tellRefusal: (info) => announceWorker(client, info),
    forgetRefusal: (id) => dismissWorker(client, id),
    async watch(listener) {
      const stop = await watchFarmQueue(client, listener);
      watching.add(stop);
      return async () => {
        watching.delete(stop);
        await stop();
      };
    },
    retry,
    async cancel(ids) {
      if (ids === undefined) return cancelAll();
      let count = 0;
      for (const batch of batches(ids, 200))
        for (const done of await Promise.all(batch.map(cancelOne))) count += Number(done);
      return count;
    },
    async drain() {
      const before = await counts();
      await queue.drain(true);
      for (const list of ['completed', 'failed'] as const) await queue.clean(anyAgeMs, 0, list);
      await keepClaimsOfRunning();
      return before.waiting + before.done + before.failed;
    },
    async forget(ids) {
      for (const batch of batches(ids, 200)) await Promise.all(batch.map((id) => queue.remove(id)));
    },
    async close() {
      for (const stop of watching) await stop();
      // A queue that is gone does not hear the farewell.
      await Promise.race([queue.close(), delay(GOODBYE_MS, undefined, { ref: false })]);
      client.disconnect();
    },
  };

  async function cancelAll(): Promise<number> {
    const waiting = await list('waiting', 0, Number.MAX_SAFE_INTEGER);
    await queue.drain(true);
    const folders = waiting.flatMap(({ job }) => (job === null ? [] : [job.outDir.toLowerCase()]));
    for (const batch of batches(folders)) await client.hdel(farmKey('folders'), ...batch);
    // Only now: what was taken meanwhile is among them.
    const running = await idsOf('running');
    for (const id of running) await cancelOne(id);
    return waiting.length + running.length;
  }

  /** A running job ends as soon as its worker looks for cancellations. */
  async function cancelOne(id: string): Promise<boolean> {
    const entry = await get(id);
    if (entry === null || entry.state === 'done' || entry.state === 'failed') return false;
    if (entry.state === 'waiting' && (await queue.remove(id)) === 1) {
      if (entry.job !== null) await client.hdel(farmKey('folders'), entry.job.outDir.toLowerCase());
      return true;
    }
    await client.sadd(farmKey('cancelled'), id);
    await client.expire(farmKey('cancelled'), 24 * 3600);
    return true;
  }

  async function keepClaimsOfRunning(): Promise<void> {
    const running = await list('running', 0, Number.MAX_SAFE_INTEGER);
    const folders = new Set(running.flatMap(({ job }) => (job === null ? [] : [job.outDir.toLowerCase()])));
    const claims = await client.hgetall(farmKey('folders'));
    const stale = Object.keys(claims).filter((folder) => !folders.has(folder));
    for (const batch of batches(stale)) await client.hdel(farmKey('folders'), ...batch);
  }

  /** An empty queue changes to the version of whoever comes; one with jobs in it belongs to theirs. */
  async function admit({ digest, title }: ProgramIdentity): Promise<void> {
    const key = farmKey('program');
    await client.setnx(key, JSON.stringify({ digest, title }));
    const held = JSON.parse((await client.get(key)) ?? '{}') as Partial<ProgramIdentity>;
    if (held.digest === digest) return;
    const { waiting, running } = await counts();
    if (waiting + running > 0) throw otherVersion(held.title ?? 'another version', title, waiting + running);
    await client.set(key, JSON.stringify({ digest, title }));
  }
}

/** The refusal of two versions at one queue. */
export function otherVersion(theirs: string, ours: string, count: number): FodvidError {
  return failedError(
    `The queue holds ${count} clips of ${theirs}, this machine runs ${ours}; install the same version here, or wait until those have ended.`,
    {
      words: errorWords('computers-version', { theirs, ours, count }),
      advice: '"fodvid queue status" shows them.',
    },
  );
}
