import { readdir, realpath, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { removePath } from '../../base/atomic-file.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import { type RunFolder, ownPaths } from '../../runs/run-folder.ts';
import type { EngineParts, Trash } from '../engine-parts.ts';
import type { Queue } from '../queue/clip-queue.ts';
import type { Run } from '../../runs/run.ts';

/** The runs whose files no trash took, and the first reason why. */
export interface Untrashed {
  readonly runIds: number[];
  readonly reason: string;
}

/**
 * Deletes what runs wrote, their places in the queue and in the history. Exports stay, and what else lies in their folders.
 * Without a trash the files are deleted for good. Throws before anything is changed while one of the clips waits to be run
 * again in its folder, or is; a run that the trash refuses stays, and is named in what is returned.
 */
export async function deleteRuns(
  { access, store }: Pick<EngineParts, 'access' | 'store'>,
  queue: Pick<Queue, 'remove'>,
  runs: ReadonlyMap<number, Run>,
  trash: Trash | null,
): Promise<Untrashed | null> {
  const queued = store.withQueue((table) => table.list());
  const inFolderOf = ({ folder }: Run) => queued.filter(({ outDir }) => outDir === folder.dir);
  for (const run of runs.values()) {
    if (inFolderOf(run).some(({ state }) => ['waiting', 'running', 'interrupted'].includes(state)))
      throw failedError(
        'The clip is to be run again in this folder; take it out of the queue, or wait until it has finished.',
        { words: errorWords('run-queued', {}) },
      );
    await access.writable(run.folder.dir);
  }
  const refused: { readonly runId: number; readonly reason: string }[] = [];
  for (const [id, run] of runs) {
    try {
      if (trash !== null) await moveToTrash(run.folder, trash);
    } catch (error) {
      refused.push({ runId: id, reason: error instanceof Error ? error.message : String(error) });
      continue;
    }
    if (trash === null) await removeForGood(run.folder);
    const entries = inFolderOf(run).map((entry) => entry.id);
    if (entries.length > 0) await queue.remove(entries);
    store.withRuns((table) => table.forget(id));
  }
  const [first] = refused;
  return first === undefined ? null : { runIds: refused.map(({ runId }) => runId), reason: first.reason };
}

/** A folder with nothing else in it goes as a whole, so that it is put back as a whole. */
async function moveToTrash(folder: RunFolder, trash: Trash): Promise<void> {
  const dir = await realpath(folder.dir).catch(() => null);
  // It was deleted elsewhere already.
  if (dir === null) return;
  const owned = new Set(ownPaths(folder).map((path) => basename(path)));
  const names = await readdir(dir);
  const own = names.filter((name) => owned.has(name));
  if (own.length === names.length) await trash([dir]);
  else if (own.length > 0) await trash(own.map((name) => join(dir, name)));
}

async function removeForGood(folder: RunFolder): Promise<void> {
  for (const path of ownPaths(folder)) await removePath(path);
  // Exports, or a person's own files, keep the folder.
  await rmdir(folder.dir).catch(() => undefined);
}
