import { readdir, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorWords, type WordedFailure } from '../base/error-words.ts';
import { shareTrouble } from './publish.ts';

/** How a worker waits for a share that is gone or full. */
export interface Patience {
  /** Between two looks. */
  readonly lookMs: number;
  /** For a source that is missing from a share that is there. */
  readonly sourceMs: number;
}

export const defaultPatience: Patience = { lookMs: 5_000, sourceMs: 30_000 };

/** What the system says of a share that is full or fails, and that may get better. */
const passing: Readonly<Record<string, string>> = {
  ENOSPC: 'it is full',
  EDQUOT: 'the quota is used up',
  EIO: 'it does not answer',
  ESTALE: 'it was mounted again',
  EROFS: 'it is read-only at the moment',
  ETIMEDOUT: 'it does not answer',
  ENOTCONN: 'it is not connected',
  EHOSTDOWN: 'its server is down',
  EHOSTUNREACH: 'its server cannot be reached',
  ENOENT: 'it is gone, or not mounted',
};

const full: readonly string[] = ['ENOSPC', 'EDQUOT'];

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Why writing to the share failed for now, in one sentence; null where waiting would not help. */
export async function passingTrouble(error: unknown, outParent: string): Promise<WordedFailure | null> {
  const code = codeOf(error);
  const reason = passing[code];
  if (reason === undefined) return null;
  const words = full.includes(code)
    ? errorWords('share-full', { folder: outParent })
    : errorWords('share-unwritable', { folder: outParent, code });
  return (
    (await shareTrouble(outParent)) ?? {
      error: `The shared folder ${outParent} cannot be written (${reason})`,
      words,
    }
  );
}

/** Whether a clip is there, or why not: `gone` with the share that it lies on, or `missing` from a share that is there. */
export async function sourceState(clip: string, root: string): Promise<'there' | 'gone' | 'missing'> {
  const there = await stat(clip).catch(() => null);
  if (there !== null) return 'there';
  const names = await readdir(root).catch(() => []);
  return names.length === 0 ? 'gone' : 'missing';
}

/** Waits a moment; false where `signal` was aborted. */
export const waited = (ms: number, signal: AbortSignal): Promise<boolean> =>
  delay(ms, true, { signal }).catch(() => false);
