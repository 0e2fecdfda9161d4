import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import '../../base/platform/no-telemetry.ts';
import { knownProviders, rememberProviders } from '../../onnx/providers.ts';
import type { JobAnswer, JobEnd, JobOrder } from './job-messages.ts';

/** A clip being run on a thread of its own, so that the engine answers while networks are built and trained. */
export interface RunningJob {
  /** Never rejects. */
  readonly ended: Promise<JobEnd>;
  /** Asks it to stop; `ended` tells when it has. */
  cancel(): void;
}

/** Starts a job; `hear` gets its progress and notices. Providers are tried by the first job that asks, for all. */
export function startJob(order: Omit<JobOrder, 'providers'>, hear: (answer: JobAnswer) => void): RunningJob {
  // The bundled program has .js beside it where the checkout has .ts.
  const file = new URL(`./job-worker${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(file, {
    workerData: { ...order, providers: knownProviders() } satisfies JobOrder,
  });
  let end: JobEnd | null = null;
  const ended = new Promise<JobEnd>((resolve) => {
    worker.on('message', (answer: JobAnswer) => {
      if (answer.kind === 'progress' || answer.kind === 'notice') hear(answer);
      else if (answer.kind === 'providers') rememberProviders(answer.found);
      else end = answer;
    });
    worker.on('error', (error: Error) => {
      end ??= { kind: 'failed', error: `Something unexpected happened: ${error.message}.` };
    });
    worker.on('exit', () =>
      resolve(end ?? { kind: 'failed', error: 'The run ended without saying how; start it again.' }),
    );
  });
  return { ended, cancel: () => worker.postMessage('cancel') };
}
