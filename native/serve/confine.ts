import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { methods } from '../api/contract.ts';
import type { MethodName } from '../api/contract.ts';
import { pathArguments } from '../api/path-arguments.ts';
import { usageError } from '../base/errors.ts';

/** The folders that a browser may name paths in. */
export interface Confinement {
  /** Clips, frames, masks, weights. */
  readonly libraryDirs: readonly string[];
  /** Results; may be written to. */
  readonly outputDir: string;
  /** May be named, but is nothing to read or write by a browser: the cache folder in the settings, say. */
  readonly exactly: () => Promise<readonly string[]>;
}

/** Fields that name a place to write to; all others are read. */
const writtenFields = new Set(['outDir', 'outputDir', 'cacheDir']);
const writesPath = (name: MethodName, field: readonly string[]) =>
  writtenFields.has(field.at(-1)!) || name === 'metrics.export';

/**
 * A check of every path in a call's parameters: throws a usage error where one leads out of the folders, by `..`, as a
 * symbolic link, or through one. A folder's own entries count too, for a call may read them.
 */
export function createConfinement({
  libraryDirs,
  outputDir,
  exactly,
}: Confinement): (name: MethodName, params: unknown) => Promise<void> {
  const readable = [...libraryDirs, outputDir];
  async function check(name: MethodName, { field, path }: { field: readonly string[]; path: string }) {
    if ((await exactly()).includes(path)) return;
    const written = writesPath(name, field);
    const allowed = written ? [outputDir] : readable;
    if (!(await liesWithin(path, allowed)) || (!written && (await hasLinkOut(path, readable))))
      throw usageError(
        `The path ${path} is not in the ${written ? 'output folder' : 'library or output folder'} of this server; ` +
          `start "fodvid serve" with ${written ? '--out' : '--library'} to allow its folder.`,
      );
  }
  return async (name, params) => {
    for (const argument of pathArguments(methods[name].params, params)) await check(name, argument);
  };
}

/** Whether `path`, as it really lies, is one of `folders` or in one of them. What does not exist (yet) lies where its folder does. */
export async function liesWithin(path: string, folders: readonly string[]): Promise<boolean> {
  if (!isAbsolute(path) || path.includes('\0')) return false;
  const real = await realPlace(path);
  if (real === null) return false;
  for (const folder of folders) {
    const root = await realPlace(folder);
    if (root !== null && contains(root, real)) return true;
  }
  return false;
}

/** Whether `path` is `root` or below it; both without links and dots. */
function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The path without links; of what does not exist, the real place of the nearest folder that does, and the rest. */
async function realPlace(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(path);
    // A dangling link exists and must not be taken for a new name: writing to it would make its target.
    if (code !== 'ENOENT' || parent === path || (await isLink(path))) return null;
    if (['..', '.'].includes(basename(path))) return null;
    const real = await realPlace(parent);
    return real === null ? null : join(real, basename(path));
  }
}

const isLink = (path: string) =>
  lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );

async function hasLinkOut(path: string, folders: readonly string[]): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries)
    if (entry.isSymbolicLink() && !(await liesWithin(join(path, entry.name), folders))) return true;
  return false;
}
