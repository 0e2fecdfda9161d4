import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveRunConfig } from '../../../native/api/run-config.ts';
import { openFarmQueue } from '../../../native/farm/redis/bullmq-queue.ts';
import type { FarmQueue } from '../../../native/farm/farm-queue.ts';
import { startFarmWorker, type FarmWorkerOptions } from '../../../native/farm/worker/farm-worker.ts';
import { parseRoot, pathMap } from '../../../native/farm/path-map.ts';
import { submitClips } from '../../../native/farm/submit.ts';
import type { WorkOrder } from '../../../native/farm/worker/clip-order.ts';
import { startRedis } from './redis-server.ts';
import { digestOf, standInMask } from './stand-in-work.ts';

export const program = { digest: '1'.repeat(64), title: 'fodvid 1 (11111111)' };
export const farmConfig = resolveRunConfig({ refine: false, provider: 'cpu' });

/**
 * Folders of a farm: a share in `place` with `count` clips that are not videos, and caches of workers; with `own`, `place`
 * is the share, and the clips and results of this run lie in `own` below it.
 */
export function farmFolder(place: string, count: number, own?: string) {
  const root = own ?? place;
  const share = own === undefined ? join(root, 'share') : place;
  const clipsDir = join(own ?? share, 'clips');
  mkdirSync(clipsDir, { recursive: true });
  const clips = Array.from({ length: count }, (_, i) => {
    const path = join(clipsDir, `clip${String(i).padStart(5, '0')}.mp4`);
    writeFileSync(path, `not really a video ${i}`);
    return path;
  });
  const outDir = join(own ?? share, 'out');
  const map = pathMap([parseRoot(share)]);
  return { root, share, clips, outDir, map };
}
export type FarmFolder = ReturnType<typeof farmFolder>;

/** Hands the clips in. */
export const submitAll = ({ clips, outDir, map }: FarmFolder, queue: FarmQueue, some = clips) =>
  submitClips(
    { clips: some, config: farmConfig, outDir },
    { queue, map, program, signal: new AbortController().signal },
  );

/** Resolves once the queue's counts are as `wanted` says; looks at every event. */
export async function untilCounts(
  queue: FarmQueue,
  wanted: (counts: Awaited<ReturnType<FarmQueue['counts']>>) => boolean,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const look = () =>
    void queue.counts().then(
      (counts) => wanted(counts) && resolve(null),
      () => undefined,
    );
  const timer = setInterval(look, 100);
  await promise.finally(() => clearInterval(timer));
}

/** A worker in this process that works as `options` say. */
export const startTestWorker = (
  { root, map }: FarmFolder,
  url: string,
  options: Partial<FarmWorkerOptions> & Pick<FarmWorkerOptions, 'runOrder'>,
) =>
  startFarmWorker({
    address: { url },
    map,
    slots: 1,
    cacheFolder: join(root, `cache-${options.name ?? 'worker'}`),
    cacheLimitBytes: 1e9,
    program,
    notify: () => undefined,
    ...options,
  });

/**
 * Seconds from handing `count` clips in until workers that work as `runOrder` says have done them all, with a Redis of
 * their own.
 */
export async function timedFarm(
  count: number,
  workers: number,
  runOrder: WorkOrder,
  handIn: (folders: FarmFolder, queue: FarmQueue) => Promise<unknown> = submitAll,
): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'fodvid-timed-'));
  const redis = await startRedis();
  const queue = await openFarmQueue({ url: redis.url });
  const folders = farmFolder(root, count);
  try {
    const started = await Promise.all(
      Array.from({ length: workers }, (_, i) =>
        startTestWorker(folders, redis.url, { runOrder, name: `w${i}` }),
      ),
    );
    const startMs = performance.now();
    await handIn(folders, queue);
    await untilCounts(queue, ({ done }) => done === count);
    const timeSec = (performance.now() - startMs) / 1000;
    await Promise.all(started.map((worker) => worker.stop()));
    return timeSec;
  } finally {
    await queue.close();
    await redis.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** What is wrong with the stand-in masks that were published; empty where all are there and right. */
export function wrongMasks({ clips, outDir }: FarmFolder): string[] {
  return clips.flatMap((clip) => {
    const folder = join(outDir, clip.replace(/^.*\/|\.mp4$/g, ''));
    const digest = digestOf(readFileSync(clip));
    try {
      const masks = readdirSync(join(folder, 'masks'));
      const wrong = masks.filter(
        (name, index) =>
          readFileSync(join(folder, 'masks', name), 'utf8') !== standInMask(digest, farmConfig, index),
      );
      return masks.length === 4
        ? wrong.map((name) => `${folder}/${name}`)
        : [`${folder}: ${masks.length} masks`];
    } catch {
      return [`${folder}: missing`];
    }
  });
}

export { openFarmQueue };
