import type { Redis } from 'ioredis';
import { z } from 'zod';
import { wordedFailure } from '../../api/error-words-schema.ts';
import { jobProgress } from '../../api/queue.ts';
import { naturalOrder } from '../../base/natural-order.ts';
import { farmKey } from '../redis/bullmq-entries.ts';
import type { FarmWorkerInfo } from '../farm-queue.ts';

/** A worker that has not told of itself for that long is no longer listed. */
const LISTED_SEC = 30;
/** One that was refused is listed that long after it has ended. */
const REFUSED_SEC = 600;
const allWorkers = farmKey('workers');
const workerKey = (id: string) => farmKey(`worker:${id}`);

/** Workers of earlier versions tell a sentence alone. */
const told = z.union([wordedFailure, z.string().transform((error) => ({ error }))]);

const workerInfo = z.strictObject({
  id: z.string().max(100),
  name: z.string().max(255),
  program: z.string().max(100),
  provider: z.string().max(100),
  slots: z.int().min(1),
  running: z
    .array(z.strictObject({ id: z.string(), name: z.string().max(300), progress: jobProgress.nullable() }))
    .max(1000),
  doneCount: z.int().min(0),
  framesPerSec: z.number().min(0).nullable(),
  startedMs: z.number(),
  trouble: told.nullable(),
  refusal: told.nullable().default(null),
});

/** Lists a worker for half a minute, a refused one for ten. Redis counts the time, so that no clock of a machine matters. */
export async function announceWorker(client: Redis, info: FarmWorkerInfo): Promise<void> {
  await client
    .multi()
    .set(workerKey(info.id), JSON.stringify(info), 'EX', info.refusal === null ? LISTED_SEC : REFUSED_SEC)
    .sadd(allWorkers, info.id)
    .exec();
}

/** Strikes a worker that ends off the list. */
export async function dismissWorker(client: Redis, id: string): Promise<void> {
  await client.multi().del(workerKey(id)).srem(allWorkers, id).exec();
}

/** The workers that told of themselves lately, by name. */
export async function readWorkers(client: Redis): Promise<FarmWorkerInfo[]> {
  const ids = await client.smembers(allWorkers);
  if (ids.length === 0) return [];
  const texts = await client.mget(ids.map(workerKey));
  const gone = ids.filter((_, i) => texts[i] === null);
  if (gone.length > 0) await client.srem(allWorkers, ...gone);
  const infos = texts.flatMap((text) => {
    const read = text === null ? null : workerInfo.safeParse(JSON.parse(text));
    return read?.success === true ? [read.data] : [];
  });
  return infos.sort((a, b) => naturalOrder(a.name, b.name));
}
