import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { queueName, queuePrefix, failureIn } from './bullmq-entries.ts';
import { farmProgress, farmResult } from '../farm-job.ts';
import type { FarmEvent } from '../farm-queue.ts';

/** So often whoever watches is told to look at the states themselves: events may be lost with a connection. */
const GAP_MS = 10_000;
const GOODBYE_MS = 1_000;

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

/** Hears what becomes of jobs; returns a function that ends the listening. */
export async function watchFarmQueue(
  client: Redis,
  listener: (event: FarmEvent) => void,
): Promise<() => Promise<void>> {
  const connection = client.duplicate();
  connection.on('error', () => undefined);
  const events = new QueueEvents(queueName, { connection, prefix: queuePrefix });
  const gap = () => listener({ kind: 'gap' });
  events.on('error', gap);
  events.on('progress', ({ jobId, data }) => {
    const progress = farmProgress.safeParse(parsed(data));
    if (progress.success) listener({ kind: 'progress', id: jobId, progress: progress.data });
  });
  events.on('completed', ({ jobId, returnvalue }) => {
    const result = farmResult.safeParse(parsed(returnvalue));
    if (result.success) listener({ kind: 'done', id: jobId, result: result.data });
  });
  events.on('failed', ({ jobId, failedReason }) =>
    listener({ kind: 'failed', id: jobId, ...failureIn(failedReason) }),
  );
  await events.waitUntilReady();
  const timer = setInterval(gap, GAP_MS).unref();
  return async () => {
    clearInterval(timer);
    // A queue that is gone does not hear the farewell.
    await Promise.race([events.close(), delay(GOODBYE_MS, undefined, { ref: false })]);
    connection.disconnect();
  };
}
