import { parentPort, workerData } from 'node:worker_threads';
import { parseRunConfig } from '../../api/run-config.ts';
import { errorWords } from '../../base/error-words.ts';
import { FodvidError } from '../../base/errors.ts';
import { lowerPriority } from '../../base/platform/lower-priority.ts';
import { createProgress } from '../../base/progress.ts';
import { runAndExport } from '../../pipeline/run-and-export.ts';
import { knownProviders, rememberProviders } from '../../onnx/providers.ts';
import { openStore } from '../../store/store.ts';
import type { JobAnswer, JobOrder } from './job-messages.ts';
import { throttled } from '../../base/throttle.ts';

/** Progress is told at most so often. */
const PROGRESS_MS = 100;

const port = parentPort!;
const order = workerData as JobOrder;
const controller = new AbortController();
port.once('message', () => controller.abort());

const tell = (answer: JobAnswer) => port.postMessage(answer);
const notify = (sentence: string) => tell({ kind: 'notice', sentence });

/** Runs the ordered clip; every outcome is an answer. */
async function run(): Promise<void> {
  if (order.providers !== null) rememberProviders(order.providers);
  const store = openStore({ folder: order.cacheFolder, limitBytes: order.cacheLimitBytes, notify });
  const progress = throttled(PROGRESS_MS, (answer: JobAnswer) => tell(answer));
  try {
    const root = createProgress(({ stage, done, total, fraction, etaSec, note }) =>
      progress.offer({ kind: 'progress', progress: { stage, done, total, fraction, etaSec, note } }),
    );
    const services = { store, signal: controller.signal, progress: root, force: false, notify };
    const report = await runAndExport(order.clip, order.outDir, parseRunConfig(order.config), services);
    progress.flush();
    tell({ kind: 'done', report: JSON.stringify(report), computedFrames: report.computedFrameCount });
  } catch (error) {
    tell(failureOf(error));
  } finally {
    progress.flush();
    const found = knownProviders();
    if (found !== null) tell({ kind: 'providers', found });
    store.close();
    port.close();
  }
}

function failureOf(error: unknown): JobAnswer {
  if (controller.signal.aborted) return { kind: 'cancelled' };
  if (error instanceof FodvidError) {
    const { words } = error.origin;
    return { kind: 'failed', error: error.message, ...(words === undefined ? {} : { words }) };
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const first = error instanceof Error ? error.message : reason;
  const words = errorWords('unexpected', { reason: first });
  return { kind: 'failed', error: `Something unexpected happened: ${first}.`, words, detail: reason };
}

// The window and the pictures that a person looks at come first.
const refused = lowerPriority();
if (refused !== null) notify(refused);
await run();
