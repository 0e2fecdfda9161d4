import { setTimeout as delay } from 'node:timers/promises';
import { type FrameRange, rangeLength } from '../../../native/base/frame-indices.ts';
import type { FarmQueue } from '../../../native/farm/farm-queue.ts';
import { submitClips } from '../../../native/farm/submit.ts';
import type { ClipListener, WorkOrder } from '../../../native/farm/worker/clip-order.ts';
import { farmConfig, type FarmFolder, program, timedFarm } from '../../support/farm/farm.ts';
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

const handIn = ({ clips, outDir, map }: FarmFolder, queue: FarmQueue) =>
  submitClips(
    { clips, config: farmConfig, outDir, chunkFrames },
    { queue, map, program, signal: new AbortController().signal },
  );

/** One clip on 1 to 8 workers, against the part of its work that is shared, divided by them. */
async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workers of [1, 2, 4, 8]) {
    const timeSec = await timedFarm(1, workers, waiting, handIn);
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
