import { access } from 'node:fs/promises';
import type { Run } from '../../runs/run.ts';

/** Knows of the runs that were shown whether their results lie where they were written, and notices when that changes. */
export interface ResultsPresence {
  /** Whether a run's masks lie there; from now on a change is noticed. */
  isPresent(runId: number, run: Run): Promise<boolean>;
  close(): Promise<void>;
}

/** A folder is moved in another program: a person who comes back from there should find it noticed. */
const pauseMs = 2_000;

/** The first and the last mask speak for all. */
async function masksLieThere(run: Run): Promise<boolean> {
  const ends = [0, run.report.frameCount - 1].map((index) => access(run.folder.mask(index)));
  return (await Promise.allSettled(ends)).every(({ status }) => status === 'fulfilled');
}

/**
 * Looks after the results of the runs that were shown, one after the other. (Systems tell of changes in a folder, but not
 * reliably of its own move, nor on network drives.) `changed` hears of each that was moved away, deleted or brought back.
 */
export function createResultsPresence(
  changed: (runId: number, run: Run, isPresent: boolean) => Promise<void>,
): ResultsPresence {
  const known = new Map<number, { readonly run: Run; readonly isPresent: boolean }>();
  let closed = false;
  let timer: ReturnType<typeof setTimeout>;
  let looking = Promise.resolve();

  async function look(): Promise<void> {
    for (const [id, { run, isPresent }] of [...known]) {
      const isNow = await masksLieThere(run);
      if (closed) return;
      if (isNow === isPresent || known.get(id)?.isPresent !== isPresent) continue;
      known.set(id, { run, isPresent: isNow });
      // A run that was forgotten meanwhile has nobody to be shown to.
      await changed(id, run, isNow).catch(() => known.delete(id));
    }
  }

  function lookSoon(): void {
    timer = setTimeout(() => {
      looking = look().finally(() => {
        if (!closed) lookSoon();
      });
    }, pauseMs);
    timer.unref();
  }
  lookSoon();

  return {
    async isPresent(runId, run) {
      const isPresent = await masksLieThere(run);
      known.set(runId, { run, isPresent });
      return isPresent;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
