import { errorWords, type WordedFailure } from '../../base/error-words.ts';
import { FodvidError, failedError } from '../../base/errors.ts';
import type { FarmJob } from '../farm-job.ts';
import { neededWeights, type ProgramIdentity } from '../program-identity.ts';

/** A job that cannot be run here, and neither could the next: the worker stops. */
export class Unfit extends Error {
  readonly failure: WordedFailure;

  constructor(cause: unknown) {
    super('This machine would compute something else than the queue asks for.', { cause });
    this.failure = cause instanceof FodvidError ? cause.told : { error: String(cause) };
  }
}

/** Throws `Unfit` where this machine would compute something else than the queue asks for. */
export async function requireFit(job: FarmJob, { digest, title }: ProgramIdentity): Promise<void> {
  if (job.program !== digest)
    throw new Unfit(
      failedError(
        `The queue holds jobs of another version of the program than ${title}; install that version here.`,
        { words: errorWords('version-differs', { ours: title }) },
      ),
    );
  const wanted = Object.entries(job.weights);
  if (wanted.length === 0) return;
  const here = await neededWeights(job.config).catch((error: unknown) => {
    throw new Unfit(error);
  });
  const other = wanted.find(([id, sha256]) => here[id] !== sha256);
  if (other === undefined) return;
  const [model, sha256] = other;
  const short = sha256.slice(0, 12);
  throw new Unfit(
    failedError(
      `The weights ${model} here are others than those that the queue's clips are to be run with (SHA-256 ${short}...).`,
      {
        words: errorWords('weights-differ', { model, sha256: short }),
        advice: '"fodvid models" fetches or imports them.',
      },
    ),
  );
}
