import { onStopSignals } from '../../base/platform/stop-signals.ts';
import { createProgress } from '../../base/progress.ts';
import { runAndExport } from '../../pipeline/run-and-export.ts';
import { openStore } from '../../store/store.ts';
import { unexpectedFailure } from '../../base/error-words.ts';
import { FodvidError } from '../../base/errors.ts';
import { knownProviders, rememberProviders } from '../../onnx/providers.ts';
import type { ChunkAnswer, ChunkAsk } from '../chunks/chunk-owner.ts';
import { sharedChunks, workOffChunk } from './chunk-order.ts';
import type { ClipAnswer, ClipEnd, ClipMessage, ProcessOrder } from './clip-order.ts';
import { workOffExport } from './export-order.ts';
import { openShareCheckpoint, type ShareCheckpoint } from './share-checkpoint.ts';

/** Progress is told at most so often. */
const PROGRESS_MS = 500;

const controller = new AbortController();
const stop = () => {
  controller.abort();
  takeChunk(null);
};
/** Hears of the chunk that was asked for. */
let takeChunk: (answer: ChunkAnswer | null) => void = () => undefined;
// A worker that is gone has no use for the clip; what is computed by then lies in the cache.
process.on('disconnect', stop);
// The worker decides when its clips stop.
onStopSignals(() => undefined);

const tell = (answer: ClipAnswer) =>
  new Promise<void>((resolve) => {
    if (process.connected) process.send!(answer, () => resolve());
    else resolve();
  });

/** Tells of progress at most so often. */
function progressTeller() {
  let lastMs = -Infinity;
  return createProgress(({ stage, done, total, fraction, etaSec, note }) => {
    const now = performance.now();
    if (now - lastMs < PROGRESS_MS) return;
    lastMs = now;
    void tell({ kind: 'progress', progress: { stage, done, total, fraction, etaSec, note } });
  });
}

async function nextChunk(ask: ChunkAsk): Promise<ChunkAnswer | null> {
  const { promise, resolve } = Promise.withResolvers<ChunkAnswer | null>();
  takeChunk = resolve;
  if (controller.signal.aborted) return null;
  await tell({ kind: 'nextChunk', ask });
  return promise;
}

async function run(order: ProcessOrder): Promise<ClipEnd> {
  const notify = (sentence: string) => void tell({ kind: 'notice', sentence });
  const store = openStore({ folder: order.cacheFolder, limitBytes: order.cacheLimitBytes, notify });
  const services = { store, signal: controller.signal, progress: progressTeller(), force: false, notify };
  let checkpoint: ShareCheckpoint | null = null;
  let isOver = false;
  try {
    if (order.chunk !== null) return await workOffChunk(order, order.chunk, services);
    if (order.exporting !== null) return await workOffExport(order, order.exporting, services);
    if (order.checkpointDir !== null)
      checkpoint = await openShareCheckpoint(store, order.checkpointDir, notify, order.keepMs);
    const report = await runAndExport(order.clip, order.outDir, order.config, {
      ...services,
      store: checkpoint?.store ?? store,
      ...(checkpoint !== null && order.chunkFrames > 0
        ? { chunks: sharedChunks(checkpoint, order.chunkFrames, nextChunk) }
        : {}),
    });
    isOver = true;
    const { frameCount, computedFrameCount, digests } = report;
    const provider = 'provider' in report ? report.provider : 'cpu';
    return { kind: 'done', digest: digests['clip'] ?? '', frameCount, computedFrameCount, provider };
  } finally {
    await checkpoint?.close(isOver);
    store.close();
  }
}

async function work(order: ProcessOrder): Promise<ClipEnd> {
  if (order.providers !== null) rememberProviders(order.providers);
  try {
    return await run(order);
  } catch (error) {
    return failureOf(error);
  } finally {
    const found = knownProviders();
    if (found !== null) await tell({ kind: 'providers', found });
  }
}

function failureOf(error: unknown): ClipEnd {
  if (controller.signal.aborted) return { kind: 'cancelled' };
  if (error instanceof FodvidError) return { kind: 'failed', ...error.told };
  console.error(error);
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', ...unexpectedFailure(reason) };
}

process.once('message', (order: ProcessOrder) => {
  process.on('message', (message: ClipMessage) => {
    if (message.kind === 'chunk') takeChunk(message.answer);
    else stop();
  });
  void work(order)
    .then(tell)
    .finally(() => process.exit(0));
});
