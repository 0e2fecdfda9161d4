import { rmdir } from 'node:fs/promises';
import { removePath } from '../../base/atomic-file.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import { ownPaths } from '../../runs/run-folder.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { Queue } from '../queue/clip-queue.ts';
import type { RecordedRun } from './run-history.ts';

/**
 * Deletes what a run wrote, its place in the queue and in the history. Exports stay, and what else lies in its folder.
 * Throws while the clip waits to be run again there, or is.
 */
export async function deleteRun(
  { access, store }: Pick<EngineParts, 'access' | 'store'>,
  queue: Pick<Queue, 'remove'>,
  { record, folder }: RecordedRun,
): Promise<void> {
  const { id, outDir } = record;
  const queued = store.withQueue((table) => table.list()).filter((entry) => entry.outDir === outDir);
  if (queued.some(({ state }) => state === 'waiting' || state === 'running' || state === 'interrupted'))
    throw failedError(
      'The clip is to be run again in this folder; take it out of the queue, or wait until it has finished.',
      { words: errorWords('run-queued', {}) },
    );
  await access.writable(outDir);
  for (const path of ownPaths(folder)) await removePath(path);
  // Exports, or a person's own files, keep the folder.
  await rmdir(outDir).catch(() => undefined);
  if (queued.length > 0) await queue.remove(queued.map((entry) => entry.id));
  store.withRuns((runs) => runs.forget(id));
}
