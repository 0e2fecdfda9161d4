import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asWriteFailure, writeFileAtomically } from '../../base/atomic-file.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import { makeFolders } from '../../base/make-folders.ts';
import { isAlive } from '../../base/platform/process-alive.ts';

/** A hidden folder beside an export's place, in which it is written: a kill leaves it, and the next try goes on in it. */
export interface PartFolder {
  readonly path: string;
  /** Frames that were written and checked. */
  readonly done: number;
  /** Tells that so many frames were written and checked. */
  advance(done: number): Promise<void>;
  /** Gives it up for others, with what is in it. */
  release(): Promise<void>;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

const partPath = (place: string) => join(dirname(place), `.${basename(place)}.export`);

/** Folders that this process writes into. */
const taken = new Set<string>();

/** A lock without a process's number is being written, or was left by a kill: so long it counts as the former. */
const YOUNG_MS = 10_000;

const isBusy = (place: string) =>
  failedError(`Another export is writing ${place} now; wait for it, or choose another folder or name.`, {
    stage: 'export',
    words: errorWords('export-busy', { path: place }),
  });

/** Whether the process that holds a lock file still runs; this one does not hold what it has not taken. */
async function isHeld(file: string): Promise<boolean> {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 0) return owner !== process.pid && isAlive(owner);
  const written = await stat(file).catch(() => null);
  return written !== null && Date.now() - written.mtimeMs < YOUNG_MS;
}

/** Takes a folder for this process; throws a sentence where another process's export writes there now. */
async function lock(path: string, place: string): Promise<void> {
  const file = join(path, 'lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (await isHeld(file)) throw isBusy(place);
      await rm(file, { force: true });
    }
  }
  throw isBusy(place);
}

/**
 * Opens the folder for an export's place. What an interrupted export left in it is gone on with where it had the same
 * `fingerprint`, else removed.
 */
export async function openPartFolder(place: string, fingerprint: string): Promise<PartFolder> {
  const path = partPath(place);
  const state = join(path, 'state.json');
  if (taken.has(path)) throw isBusy(place);
  taken.add(path);
  try {
    await makeFolders(path);
    await lock(path, place);
    const left: unknown = await readFile(state, 'utf8')
      .then(JSON.parse)
      .catch(() => null);
    const known = left as { fingerprint?: unknown; done?: unknown } | null;
    const isSame = known?.fingerprint === fingerprint && typeof known.done === 'number';
    if (!isSame) {
      await rm(path, { recursive: true, force: true });
      await makeFolders(path);
      await writeFile(join(path, 'lock'), String(process.pid));
    }
    return {
      path,
      done: isSame ? (known.done as number) : 0,
      advance: (done) => writeFileAtomically(state, JSON.stringify({ fingerprint, done })),
      async release() {
        taken.delete(path);
        await rm(join(path, 'lock'), { force: true });
      },
      async remove() {
        taken.delete(path);
        await rm(path, { recursive: true, force: true });
      },
    };
  } catch (error) {
    taken.delete(path);
    throw asWriteFailure(place, error);
  }
}
