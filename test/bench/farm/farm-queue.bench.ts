import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  farmFolder,
  openFarmQueue,
  startTestWorker,
  submitAll,
  untilCounts,
} from '../../support/farm/farm.ts';
import { startRedis } from '../../support/farm/redis-server.ts';
import type { Bench, BenchRow } from '../bench.ts';

const clipCount = 10_000;

/** What is reachable, in megabytes: resident memory also counts what the allocator keeps for later, which levels off. */
function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}

/** 10,000 clips of no work: how long handing in, looking and forgetting take, and whether memory stays flat. */
async function run(): Promise<BenchRow[]> {
  const root = mkdtempSync(join(tmpdir(), 'fodvid-farm-'));
  const redis = await startRedis();
  const queue = await openFarmQueue({ url: redis.url });
  const folders = farmFolder(root, clipCount);
  const rows: BenchRow[] = [];
  async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const startMs = performance.now();
    const result = await work();
    const ours = (performance.now() - startMs) / 1000;
    rows.push({ name, ours, peer: null, unit: 's' });
    console.error(`${name}: ${ours.toFixed(1)} s`);
    return result;
  }
  try {
    await timed('submit 10,000 clips', () => submitAll(folders, queue));
    await timed('submit them again', () => submitAll(folders, queue));
    await timed('status of 10,000 clips', async () => ({
      ...(await queue.counts()),
      list: await queue.list('waiting', 0, 100),
    }));
    const nothing = () => Promise.resolve({ kind: 'failed', error: 'There was nothing to do.' } as const);
    const beforeMb = heapMb();
    const worker = await startTestWorker(folders, redis.url, { runOrder: nothing, slots: 16 });
    await timed('10,000 clips of no work through one worker', () =>
      untilCounts(queue, ({ waiting, running }) => waiting + running === 0),
    );
    await worker.stop();
    rows.push({ name: 'heap grown by then', ours: heapMb() - beforeMb, peer: null, unit: 'MB' });
    await timed('retry 10,000 clips', () => queue.retry());
    await timed('cancel 10,000 clips', () => queue.cancel());
    await submitAll(folders, queue);
    await timed('drain 10,000 clips', () => queue.drain());
  } finally {
    await queue.close();
    await redis.stop();
    rmSync(root, { recursive: true, force: true });
  }
  return rows;
}

export const bench: Bench = { name: 'farm-queue', run };
