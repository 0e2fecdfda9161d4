import { rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { makeFolders } from '../base/make-folders.ts';
import { failedError } from '../base/errors.ts';
import type { Store } from '../store/store.ts';

/** A clip (absolute path of a file or frames folder) and the output folder that is its own. */
export interface ClipFolder {
  readonly clip: string;
  readonly outDir: string;
}

/**
 * Gives each clip its folder `DIR/<clip>`; a second clip of that name gets `<clip>-2` and so on, also where an
 * earlier run wrote another clip there. A clip given twice counts once; the same clips get the same folders again.
 */
export async function clipFolders(
  clips: readonly string[],
  dir: string,
  store: Store,
): Promise<ClipFolder[]> {
  const taken = new Set<string>();
  const folders: ClipFolder[] = [];
  for (const clip of new Set(clips.map((path) => resolve(path)))) {
    const outDir = await folderOf(clip, resolve(dir), taken, store);
    // Many file systems take upper and lower case for the same.
    taken.add(outDir.toLowerCase());
    folders.push({ clip, outDir });
  }
  return folders;
}

async function folderOf(
  clip: string,
  dir: string,
  taken: ReadonlySet<string>,
  store: Store,
): Promise<string> {
  const isFree = async (outDir: string) =>
    !taken.has(outDir.toLowerCase()) && !(await belongsToOther(outDir, clip, store));
  const earlier = store.outDirsOf(clip).find((outDir) => dirname(outDir) === dir);
  if (earlier !== undefined && (await isFree(earlier))) return earlier;
  const name = await clipName(clip);
  for (let count = 1; ; count++) {
    const outDir = join(dir, count === 1 ? name : `${name}-${count}`);
    if (await isFree(outDir)) return outDir;
  }
}

async function belongsToOther(outDir: string, clip: string, store: Store): Promise<boolean> {
  const latest = store.latestJobOf(outDir);
  return latest !== undefined && latest.clip !== clip && (await entryAt(outDir)) !== null;
}

/** A file's name without its extension; a folder's whole name, for its dots begin no extension. */
async function clipName(clip: string): Promise<string> {
  const entry = await entryAt(clip);
  return basename(clip, entry?.isDirectory() === true ? '' : extname(clip)) || 'clip';
}

const entryAt = (path: string) => stat(path).catch(() => null);

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
    `The output folder ${dir} cannot be written (${reason}); free it, or choose another with --out DIR.`,
    {},
    { cause },
  );
}
