import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { FrameRange } from '../../base/frame-indices.ts';
import type { ChunkBoard, HeldChunk, TakenChunk } from '../chunks/chunk-board.ts';
import { farmKey, queueName, queuePrefix, readJob } from './bullmq-entries.ts';

/** The clips whose chunks are offered. */
const offered = farmKey('chunks');
const openKey = (id: string) => farmKey(`chunks:${id}:open`);
/** There as long as a clip's chunks are wanted. */
const wantedKey = (id: string) => farmKey(`chunks:${id}:wanted`);
const doneKey = (id: string) => farmKey(`chunks:${id}:done`);
const heldKey = (id: string, chunk: string) => farmKey(`chunks:${id}:${chunk}`);

const textOf = ({ first, last }: FrameRange) => `${first}-${last}`;

/** Null for a text that is no chunk. */
function chunkOf(text: string): FrameRange | null {
  const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  const chunk = { first: Number(first), last: Number(last) };
  return chunk.first <= chunk.last ? chunk : null;
}

/** `token|frames|seconds` of whoever holds a chunk. */
function heldOf(chunk: FrameRange, text: string): HeldChunk | null {
  const [, frames, sec] = text.split('|');
  const held = { chunk, doneFrames: Number(frames), timeSec: Number(sec) };
  return Number.isFinite(held.doneFrames) && Number.isFinite(held.timeSec) ? held : null;
}

/** The offers of chunks on a connection; what its owner does not renew is gone after `lockMs`, by Redis's own time. */
export function redisChunks(client: Redis, lockMs: number): ChunkBoard {
  const token = randomUUID();

  const isWanted = async (id: string) => (await client.exists(wantedKey(id))) === 1;
  const isHeld = async ({ id, chunk }: TakenChunk) =>
    (await client.get(heldKey(id, textOf(chunk))))?.startsWith(`${token}|`) === true;

  return {
    async offer(id, chunks) {
      await client
        .multi()
        .del(openKey(id), doneKey(id))
        .rpush(openKey(id), ...chunks.map(textOf))
        .pexpire(openKey(id), lockMs)
        .set(wantedKey(id), '1', 'PX', lockMs)
        .sadd(offered, id)
        .exec();
    },
    async renew(id) {
      const renewed = client.pipeline();
      for (const key of [openKey(id), wantedKey(id), doneKey(id)]) renewed.pexpire(key, lockMs);
      await renewed.exec();
    },
    async takeFirst(id) {
      const text = await client.lpop(openKey(id));
      return text === null ? null : chunkOf(text);
    },
    async elsewhere(id, chunks) {
      // In one step: a chunk that is finished between two looks would seem to be nobody's.
      const [[, done] = [], [, holders] = []] =
        (await client
          .multi()
          .smembers(doneKey(id))
          .mget(chunks.map((chunk) => heldKey(id, textOf(chunk))))
          .exec()) ?? [];
      const ended = new Set(done as string[]);
      const held = chunks.flatMap((chunk, i) => {
        const holder = (holders as (string | null)[])[i] ?? null;
        const one = holder === null ? null : heldOf(chunk, holder);
        return one === null ? [] : [one];
      });
      return { done: chunks.filter((chunk) => ended.has(textOf(chunk))), held };
    },
    async takeBack(id, chunk) {
      await client.del(heldKey(id, textOf(chunk)));
    },
    async withdraw(id) {
      await client.multi().srem(offered, id).del(openKey(id), wantedKey(id), doneKey(id)).exec();
    },
    async takeLast(except) {
      for (const id of (await client.smembers(offered)).filter((one) => !except.has(one))) {
        if (!(await isWanted(id))) {
          await client.srem(offered, id);
          continue;
        }
        const text = await client.rpop(openKey(id));
        const chunk = text === null ? null : chunkOf(text);
        if (chunk === null) continue;
        const data = await client.hget(`${queuePrefix}:${queueName}:${id}`, 'data');
        const { job } = readJob(data === null ? null : (JSON.parse(data) as unknown));
        if (job === null) continue;
        await client.set(heldKey(id, textOf(chunk)), `${token}|0|0`, 'PX', lockMs);
        return { id, job, chunk };
      }
      return null;
    },
    async hold(taken, doneFrames, timeSec) {
      const { id, chunk } = taken;
      if (!(await isHeld(taken))) return false;
      // Not where it expired or was taken back meanwhile.
      await client.set(
        heldKey(id, textOf(chunk)),
        `${token}|${doneFrames}|${timeSec.toFixed(3)}`,
        'PX',
        lockMs,
        'XX',
      );
      return isWanted(id);
    },
    async finish({ id, chunk }) {
      if (!(await isWanted(id))) return;
      await client
        .multi()
        .sadd(doneKey(id), textOf(chunk))
        .pexpire(doneKey(id), lockMs)
        .del(heldKey(id, textOf(chunk)))
        .exec();
    },
    async giveBack(taken) {
      const { id, chunk } = taken;
      if (!(await isHeld(taken))) return;
      await client.del(heldKey(id, textOf(chunk)));
      if (await isWanted(id))
        await client.multi().lpush(openKey(id), textOf(chunk)).pexpire(openKey(id), lockMs).exec();
    },
  };
}
