import type { z } from 'zod';
import type { JobProgress, QueueItem, QueueState } from '../../api/queue.ts';
import { runConfigSchema, resolveRunConfig } from '../../api/run-config.ts';
import type { ErrorWords } from '../../base/error-words.ts';
import { FodvidError } from '../../base/errors.ts';
import type { QueueEntry, QueueOutcome } from '../../store/queue-table.ts';
import type { Store } from '../../store/store.ts';
import type { Emit } from '../engine-events.ts';
import type { JobAnswer, JobEnd } from './job-messages.ts';
import { startJob, type RunningJob } from './job-runner.ts';
import { recordRun } from './record-run.ts';

/** What the queue works with. */
export interface QueueParts {
  readonly store: Store;
  readonly emit: Emit;
  readonly notify: (sentence: string) => void;
  readonly cacheLimitBytes: () => number;
  /** How far clips are that other computers run, by their ids here. */
  readonly elsewhere: ReadonlyMap<number, JobProgress>;
  /** Whether another engine runs the clips. */
  readonly watches: boolean;
}

/** The clips that are run one after the other. */
export interface Queue {
  state(): QueueState;
  /** Tells everybody about a change that was made in the store. */
  changed(): void;
  start(): void;
  pause(): void;
  cancel(id: number): Promise<void>;
  /** Where `other` is given, with that configuration. */
  retry(id: number, other?: Pick<QueueEntry, 'config' | 'outDir'> | null): void;
  remove(ids: readonly number[]): Promise<void>;
  move(id: number, toIndex: number): void;
  /** Stops the running clip, which counts as interrupted. */
  close(): Promise<void>;
}

/** A clip whose engine went away that often is not started again by itself: it may be what ends the engine. */
const maxAttempts = 5;

interface Running {
  readonly id: number;
  readonly job: RunningJob;
  progress: JobProgress | null;
  /** What a stop shall count as. */
  stopAs: 'cancelled' | 'interrupted';
  readonly finished: Promise<void>;
}

const configOf = (text: string): z.infer<typeof runConfigSchema> => {
  const parsed = runConfigSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : resolveRunConfig({});
};

/**
 * Opens the store's queue: what was running when its engine went away is interrupted, and a queue that was started goes
 * on. A queue that has run everything is paused again, so that clips added later wait for the next start.
 */
export function createQueue({ store, emit, notify, cacheLimitBytes, elsewhere, watches }: QueueParts): Queue {
  let running: Running | null = null;
  let closing = false;

  function itemOf(entry: QueueEntry): QueueItem {
    const { id, clip, name, outDir, state, error, runId, queuedMs, startedMs, finishedMs } = entry;
    const progress = id === running?.id ? running.progress : (elsewhere.get(id) ?? null);
    const config = configOf(entry.config);
    const words = entry.errorWords === null ? {} : { words: JSON.parse(entry.errorWords) as ErrorWords };
    const remote = entry.farmJob === null ? null : { worker: entry.farmWorker };
    const times = { queuedMs, startedMs, finishedMs };
    return {
      id,
      clip,
      name,
      outDir,
      state,
      config,
      progress,
      error,
      ...words,
      runId,
      ...times,
      elsewhere: remote,
    };
  }

  const state = (): QueueState =>
    store.withQueue((queue) => ({ paused: queue.paused, items: queue.list().map(itemOf) }));
  const changed = () => emit('queue.changed', state());

  /** Starts the next clip where one waits and none runs. */
  function pump(): void {
    if (watches || closing || running !== null) return;
    const next = store.withQueue((queue) => {
      if (queue.paused) return undefined;
      const claimed = queue.claimNext();
      if (claimed === undefined) queue.setPaused(true);
      return claimed;
    });
    if (next !== undefined) run(next);
    changed();
  }

  function run(entry: QueueEntry): void {
    if (entry.attempts > maxAttempts) {
      store.withQueue((queue) => {
        queue.finish(entry.id, { state: 'interrupted' });
        queue.setPaused(true);
      });
      notify(
        `The engine has crashed ${maxAttempts} times while running ${entry.name}; press Start to try again.`,
      );
      return;
    }
    const { clip, outDir, config } = entry;
    const [logId] = store.enqueueJobs([{ clip, outDir, config }]);
    store.startJob(logId!);
    const startedMs = Date.now();
    const order = { cacheFolder: store.folder, cacheLimitBytes: cacheLimitBytes(), clip, outDir };
    const job = startJob({ ...order, config: configOf(config) }, (answer) => hear(entry, answer));
    const finished = job.ended.then((end) => finish(entry, logId!, startedMs, end));
    running = { id: entry.id, job, progress: null, stopAs: 'cancelled', finished };
  }

  function hear({ id, name }: QueueEntry, answer: JobAnswer): void {
    if (answer.kind === 'notice') notify(`${name}: ${answer.sentence}`);
    if (answer.kind !== 'progress' || running?.id !== id) return;
    running.progress = answer.progress;
    emit('queue.progress', { id, progress: answer.progress });
  }

  /** Writes down how a clip ended; a full disk, say, pauses the queue instead of ending the engine. */
  function finish(entry: QueueEntry, logId: number, startedMs: number, end: JobEnd): void {
    const stopAs = running?.stopAs ?? 'cancelled';
    running = null;
    try {
      const outcome = outcomeOf(entry, startedMs, end, stopAs);
      store.finishJob(
        logId,
        outcome.state === 'done' || outcome.state === 'failed' ? outcome : { state: 'cancelled' },
      );
      store.withQueue((queue) => queue.finish(entry.id, outcome));
      if (outcome.state === 'done') emit('runs.changed', { runId: outcome.runId });
      pump();
    } catch (error) {
      if (!(error instanceof FodvidError)) throw error;
      notify(`The queue has stopped: ${error.message}`);
    }
  }

  function outcomeOf(
    entry: QueueEntry,
    startedMs: number,
    end: JobEnd,
    stopAs: Running['stopAs'],
  ): QueueOutcome {
    if (end.kind === 'cancelled') return { state: stopAs };
    if (end.kind === 'failed') {
      const { error, words } = end;
      return {
        state: 'failed',
        error,
        ...(words === undefined ? {} : { errorWords: JSON.stringify(words) }),
      };
    }
    return { state: 'done', runId: recordRun(store, entry, startedMs, end.report) };
  }

  async function stop(id: number, stopAs: Running['stopAs']): Promise<void> {
    if (running?.id !== id) return;
    running.stopAs = stopAs;
    running.job.cancel();
    await running.finished;
  }

  // Of another engine's clips only that one knows whether they go on.
  if (!watches) store.withQueue((queue) => queue.markInterrupted());
  // Not at once: whoever opens the engine shall have begun to listen.
  const begin = setImmediate(pump);

  return {
    state,
    changed,
    start() {
      store.withQueue((queue) => {
        queue.forgetAttempts();
        queue.setPaused(false);
      });
      pump();
    },
    pause() {
      store.withQueue((queue) => queue.setPaused(true));
      changed();
    },
    async cancel(id) {
      if (running?.id === id) {
        await stop(id, 'cancelled');
        return;
      }
      store.withQueue((queue) => {
        const state = queue.get(id)?.state;
        if (state === 'waiting' || state === 'interrupted') queue.finish(id, { state: 'cancelled' });
      });
      changed();
    },
    retry(id, other = null) {
      if (running?.id === id) return;
      store.withQueue((queue) => queue.renew(id, other));
      changed();
    },
    async remove(ids) {
      for (const id of ids) await stop(id, 'cancelled');
      store.withQueue((queue) => queue.remove(ids));
      changed();
    },
    move(id, toIndex) {
      store.withQueue((queue) => queue.move(id, toIndex));
      changed();
    },
    async close() {
      closing = true;
      clearImmediate(begin);
      if (running === null) return;
      await stop(running.id, 'interrupted');
      store.withQueue((queue) => queue.forgetAttempts());
    },
  };
}
