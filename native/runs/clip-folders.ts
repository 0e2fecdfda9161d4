import { realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { makeFolders } from '../base/make-folders.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';
import type { Store } from '../store/store.ts';

/** A clip (absolute path of a file or frames folder) and the output folder that is its own. */
export interface ClipFolder {
  readonly clip: string;
  readonly outDir: string;
}

/** A clip with the configuration of its run (JSON text), and the folder that the results go to. */
export interface FolderClaim {
  readonly clip: string;
  /** Null: any, for the latest run of the clip replaces those before. */
  readonly config: string | null;
  readonly outDir: string;
}

const isSameRun = (one: Omit<FolderClaim, 'outDir'>, other: Omit<FolderClaim, 'outDir'>) =>
  one.clip === other.clip && (one.config === null || other.config === null || one.config === other.config);

/**
 * The folder `DIR/<name>` for a clip's results, or `<name>-2` and so on: never one that another clip has results in or
 * waits for, nor, where a configuration is given, the same clip with another one. What was run before gets its folder
 * again.
 */
export async function outDirFor(
  asked: Omit<FolderClaim, 'outDir'>,
  dir: string,
  waiting: readonly FolderClaim[],
  store: Store,
): Promise<string> {
  async function isFree(outDir: string): Promise<boolean> {
    // Many file systems take upper and lower case for the same.
    const claims = waiting.filter((claim) => claim.outDir.toLowerCase() === outDir.toLowerCase());
    if (!claims.every((claim) => isSameRun(claim, asked))) return false;
    const latest = store.latestJobOf(outDir) ?? store.latestJobOf(await spelledOnDisk(outDir));
    return latest === undefined || isSameRun(latest, asked) || (await entryAt(outDir)) === null;
  }
  const earlier = store
    .outDirsOf(asked.clip)
    .filter((outDir) => dirname(outDir) === dir && isSameRun(store.latestJobOf(outDir)!, asked));
  for (const outDir of earlier) if (await isFree(outDir)) return outDir;
  const name = await clipNameOf(asked.clip);
  for (let count = 1; ; count++) {
    const outDir = join(dir, count === 1 ? name : `${name}-${count}`);
    if (await isFree(outDir)) return outDir;
  }
}

/**
 * Gives each clip of a batch its folder, whatever it was run with before: a command line that names the folder expects
 * the results of its own run there. A clip given twice counts once.
 */
export async function clipFolders(
  clips: readonly string[],
  dir: string,
  store: Store,
): Promise<ClipFolder[]> {
  const folders: FolderClaim[] = [];
  for (const clip of new Set(clips.map((path) => resolve(path)))) {
    const asked = { clip, config: null };
    folders.push({ ...asked, outDir: await outDirFor(asked, resolve(dir), folders, store) });
  }
  return folders.map(({ clip, outDir }) => ({ clip, outDir }));
}

/** A clip's name for people and folders: a file's without its extension, a folder's whole name, for its dots begin none. */
export async function clipNameOf(clip: string): Promise<string> {
  const entry = await entryAt(clip);
  return basename(clip, entry?.isDirectory() === true ? '' : extname(clip)) || 'clip';
}

const entryAt = (path: string) => stat(path).catch(() => null);

/** The path with its name as the disk has it: many take Übung and übung for the same, SQLite does only of ASCII. */
const spelledOnDisk = (path: string) =>
  realpath(path).then(
    (real) => join(dirname(path), basename(real)),
    () => path,
  );

/** Makes the output folder and proves that files can be written there; otherwise throws, before any computing. */
export async function prepareOutDir(dir: string): Promise<void> {
  const probe = join(dir, `.fodvid-write-test-${process.pid}`);
  try {
    await makeFolders(dir);
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    await rm(probe, { force: true }).catch(() => undefined);
    throw unwritable(dir, error);
  }
}

function unwritable(dir: string, cause: unknown) {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  const reason = code === 'ENOSPC' ? 'its disk is full' : code;
  return failedError(
    `The output folder ${dir} cannot be written (${reason}); free it, or choose another.`,
    { words: errorWords('output-unwritable', { folder: dir }), advice: 'Name it with --out DIR.' },
    { cause },
  );
}
