import { UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { failedReasonOf, farmKey, queueName, queuePrefix, readJob } from './bullmq-entries.ts';
import type { FarmProgress } from '../farm-job.ts';
import {
  type ConsumeOptions,
  defaultTiming,
  type FarmConsumer,
  maxVanished,
  type TakenJob,
} from '../farm-queue.ts';
import { redisChunks } from './redis-chunks.ts';
import { connectRedis, type QueueAddress } from './redis-connection.ts';
import { announceWorker, dismissWorker } from '../worker/announced-workers.ts';

/** How often a worker looks whether somebody cancelled what it runs. */
const CANCEL_MS = 2_000;
/** A lost connection is tried again after that time. */
const RETRY_MS = 1_000;
/** What ended is told to the queue for so long, where it does not answer. */
const GOODBYE_MS = 5_000;

/** What is told by other sentences: connections that were lost, and locks with them. */
const expected = /connect|closed|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|lock|loading the dataset/i;

interface InHand {
  readonly controller: AbortController;
  readonly ended: Promise<null>;
}

/** Takes jobs from the queue and works on them until it is stopped. */
export async function consumeFarmQueue(
  address: QueueAddress,
  { slots, work, notify, timing }: ConsumeOptions,
): Promise<FarmConsumer> {
  const client = await connectRedis(address);
  const { lockMs, checkMs } = { ...defaultTiming, ...timing };
  const chunks = redisChunks(client, lockMs);
  const inHand = new Map<string, InHand>();
  let announced: string | null = null;

  async function holds(job: Job<unknown, unknown>, token: string, attempt: number): Promise<boolean> {
    const key = `${queuePrefix}:${queueName}:${job.id ?? ''}`;
    const [[, lock] = [], [, started] = []] =
      (await client.multi().get(`${key}:lock`).hget(key, 'ats').exec()) ?? [];
    return lock === token && Number(started) === attempt;
  }

  function taken(job: Job<unknown, unknown>, token: string, controller: AbortController): TakenJob {
    const attempt = job.attemptsStarted;
    const { signal } = controller;
    return {
      id: job.id ?? '',
      ...readJob(job.data),
      lease: `${token}:${attempt}`,
      signal,
      chunks,
      // Progress that is lost with a connection is no loss.
      report: (progress: FarmProgress) => void job.updateProgress({ ...progress }).catch(() => undefined),
      holds: () => holds(job, token, attempt),
    };
  }

  async function process(job: Job<unknown, unknown>, token = ''): Promise<unknown> {
    const controller = new AbortController();
    const id = job.id ?? '';
    const { promise: ended, resolve: end } = Promise.withResolvers<null>();
    inHand.set(id, { controller, ended });
    try {
      const outcome = await work(taken(job, token, controller));
      if (outcome.kind === 'done') return outcome.result;
      if (outcome.kind === 'returned') {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      const reason = failedReasonOf(outcome);
      throw outcome.final ? new UnrecoverableError(reason) : new Error(reason);
    } finally {
      inHand.delete(id);
      end(null);
      if (controller.signal.reason === 'cancelled')
        await client.srem(farmKey('cancelled'), id).catch(() => undefined);
    }
  }

  const worker = new Worker<unknown, unknown>(queueName, process, {
    connection: client,
    prefix: queuePrefix,
    concurrency: slots,
    lockDuration: Math.round(lockMs),
    stalledInterval: Math.round(checkMs),
    maxStalledCount: maxVanished,
    runRetryDelay: RETRY_MS,
    drainDelay: 5,
    autorun: false,
  });
  let connected = true;
  client.on('close', () => {
    if (connected) notify('The connection to the queue is lost; what runs goes on, and it is tried again.');
    connected = false;
  });
  client.on('ready', () => {
    if (!connected) notify('The queue answers again.');
    connected = true;
  });
  worker.on('error', (error) => {
    if (!expected.test(String(error)))
      notify(`The queue had an error that was not expected: ${error.message}.`);
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) {
      if (!inHand.has(id)) continue;
      notify(
        'A clip was given to another worker, for this one was not heard of in time; it is stopped here.',
      );
      inHand.get(id)?.controller.abort();
    }
  });

  const looking = setInterval(() => {
    if (inHand.size === 0 || !connected) return;
    client
      .smembers(farmKey('cancelled'))
      .then((ids) => ids.forEach((id) => inHand.get(id)?.controller.abort('cancelled')))
      .catch(() => undefined);
  }, CANCEL_MS);
  worker.run().catch((error: unknown) => notify(`The queue has stopped: ${String(error)}`));

  return {
    chunks,
    async announce(info) {
      // Why it was refused stays to be read.
      if (info.refusal === null) announced = info.id;
      if (connected) await announceWorker(client, info);
    },
    async stop(besides) {
      clearInterval(looking);
      const closed = worker.close();
      while (inHand.size > 0) await Promise.race([...inHand.values()].map(({ ended }) => ended));
      await besides;
      await Promise.race([closed, delay(GOODBYE_MS, undefined, { ref: false })]);
      if (connected && announced !== null) await dismiss(client, announced);
      client.disconnect();
    },
  };
}

const dismiss = (client: Redis, id: string) => dismissWorker(client, id).catch(() => undefined);
