import type { Job } from 'bullmq';
import { wordedFailure } from '../../api/error-words-schema.ts';
import { errorWords, type WordedFailure } from '../../base/error-words.ts';
import { farmJob, type FarmJob, farmProgress, farmResult } from '../farm-job.ts';
import type { FarmEntry, FarmJobState } from '../farm-queue.ts';

/** Where the queue's keys lie in Redis. */
export const queueName = 'clips';
export const queuePrefix = 'fodvid';
/** A key of our own beside those of BullMQ. */
export const farmKey = (name: string): string => `${queuePrefix}:farm:${name}`;

/** BullMQ's lists by the states that people are told. */
export const listsOf = {
  waiting: ['wait', 'prioritized', 'delayed'],
  running: ['active'],
  done: ['completed'],
  failed: ['failed'],
} as const satisfies Record<FarmJobState, readonly string[]>;

/** The message of a job, or why it is none of ours. */
export function readJob(data: unknown): { job: FarmJob; problem: null } | { job: null; problem: string } {
  const parsed = farmJob.safeParse(data);
  if (parsed.success) return { job: parsed.data, problem: null };
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.') || 'message';
  return {
    job: null,
    problem: `The queue holds a message that is no job of this program (${field}); it is not run.`,
  };
}

/** The failure of a job as BullMQ keeps it: a text. */
export const failedReasonOf = ({ error, words }: WordedFailure): string => JSON.stringify({ error, words });

/** The failure that a text tells; BullMQ has words of its own for what happened to a job. */
export function failureIn(reason: string): WordedFailure {
  if (/stalled more than allowable limit/.test(reason))
    return {
      error:
        'Its workers crashed repeatedly while running it; the clip may need more memory than they have. "fodvid queue retry" tries it again.',
      words: errorWords('clip-crashes', {}),
    };
  try {
    return wordedFailure.parse(JSON.parse(reason));
  } catch {
    return { error: reason };
  }
}

/** A job of BullMQ as an entry; what it holds is checked. */
export function entryOf(job: Job<unknown, unknown>, state: FarmJobState): FarmEntry {
  const progress = farmProgress.safeParse(job.progress);
  const result = farmResult.safeParse(job.returnvalue);
  const failure = state === 'failed' ? failureIn(job.failedReason) : null;
  return {
    id: job.id ?? '',
    state,
    job: readJob(job.data).job,
    progress: state === 'running' && progress.success ? progress.data : null,
    result: state === 'done' && result.success ? result.data : null,
    error: failure?.error ?? null,
    words: failure?.words ?? null,
    attempts: job.attemptsStarted,
    queuedMs: job.timestamp,
    startedMs: job.processedOn ?? null,
    finishedMs: job.finishedOn ?? null,
  };
}
