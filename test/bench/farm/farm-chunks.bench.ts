import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type FrameRange, rangeLength } from '../../../native/base/frame-indices.ts';
import { submitClips } from '../../../native/farm/submit.ts';
import type { ClipListener, WorkOrder } from '../../../native/farm/worker/clip-order.ts';
import {
  farmConfig,
  farmFolder,
  openFarmQueue,
  program,
  startTestWorker,
  untilCounts,
} from '../../support/farm/farm.ts';
import { startRedis } from '../../support/farm/redis-server.ts';
import { standIn } from '../../support/farm/stand-in-work.ts';
import type { Bench, BenchRow } from '../bench.ts';

/** A clip of 240 frames whose work is waited for instead of done, so that eight workers fit on one machine. */
const frameCount = 240;
const chunkFrames = 24;
/** Of a frame: what is shared, and fetching it at some 100 MB/s. */
const computeSec = 0.25;
const fetchSec = 0.02;

/** Waits for a chunk's frames, one after the other. */
async function wait(
  chunk: FrameRange,
  frameSec: number,
  { signal, onProgress }: ClipListener,
): Promise<void> {
  const total = rangeLength(chunk);
  for (let done = 1; done <= total && !signal.aborted; done++) {
    await delay(1000 * frameSec, undefined, { signal }).catch(() => undefined);
    onProgress({ stage: 'flow', done, total, fraction: done / total, etaSec: null, note: null });
  }
}

/** Asks for chunks as the process of a clip does, and publishes when there are no more. */
const waiting: WorkOrder = async (order, listener) => {
  if (order.chunk !== null) {
    await wait(order.chunk, computeSec, listener);
    return listener.signal.aborted ? { kind: 'cancelled' } : standIn(0)(order, listener);
  }
  const speed = { computeSec, fetchSec, cached: [] };
  for (;;) {
    const answer = await listener.nextChunk!({ frameCount, ...speed });
    if (answer === null) return standIn(0)(order, listener);
    await wait(answer.chunk, answer.isThere ? fetchSec : computeSec, listener);
  }
};

async function measured(workers: number): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'fodvid-chunks-'));
  const redis = await startRedis();
  const queue = await openFarmQueue({ url: redis.url });
  const folders = farmFolder(root, 1);
  const { clips, outDir, map } = folders;
  try {
    const started = await Promise.all(
      Array.from({ length: workers }, (_, i) =>
        startTestWorker(folders, redis.url, { runOrder: waiting, name: `w${i}` }),
      ),
    );
    const startMs = performance.now();
    const { signal } = new AbortController();
    await submitClips({ clips, config: farmConfig, outDir, chunkFrames }, { queue, map, program, signal });
    await untilCounts(queue, ({ done }) => done === 1);
    const timeSec = (performance.now() - startMs) / 1000;
    await Promise.all(started.map((worker) => worker.stop()));
    return timeSec;
  } finally {
    await queue.close();
    await redis.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** One clip on 1 to 8 workers, against the part of its work that is shared, divided by them. */
async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workers of [1, 2, 4, 8]) {
    const timeSec = await measured(workers);
    const idealSec = (frameCount * computeSec) / workers;
    rows.push({
      name: `${workers} workers against ideal`,
      ours: timeSec,
      peer: idealSec,
      unit: 's',
      note: `efficiency ${Math.round((100 * idealSec) / timeSec)} %`,
    });
  }
  return rows;
}

export const bench: Bench = { name: 'farm-chunks', run };
