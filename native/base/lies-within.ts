import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import ownPath, { basename, dirname, isAbsolute, join, type PlatformPath } from 'node:path';

/**
 * Whether an absolute `path`, links followed, is one of `folders` or lies in one of them. What does not exist (yet) lies
 * where its folder does. A dangling link lies nowhere, nor does what is no absolute path.
 */
export async function liesWithin(path: string, folders: readonly string[]): Promise<boolean> {
  if (!isAbsolute(path) || path.includes('\0')) return false;
  const real = await realPlace(path);
  if (real === null) return false;
  for (const folder of folders) {
    const root = await realPlace(folder);
    if (root !== null && wayBelow(root, real) !== null) return true;
  }
  return false;
}

/**
 * The way from `root` down to `place`, '' where they are the same; null where it does not lie there. Both are absolute,
 * without links and dots; on Windows upper and lower case are the same, and drives are apart.
 */
export function wayBelow(root: string, place: string, system: PlatformPath = ownPath): string | null {
  const way = system.relative(root, place);
  return way === '..' || way.startsWith(`..${system.sep}`) || system.isAbsolute(way) ? null : way;
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

/**
 * A check whether a path lies in the folders together with what its own entries link to, of which a reader of the folder
 * would read. The links of a folder are looked for again when the folder has changed.
 */
export function createWholeCheck(): (path: string, folders: readonly string[]) => Promise<boolean> {
  const known = new Map<string, { readonly changedNs: bigint; readonly links: readonly string[] }>();
  async function linksIn(folder: string): Promise<readonly string[]> {
    const entry = await stat(folder, { bigint: true }).catch(() => null);
    if (entry?.isDirectory() !== true) return [];
    const list = known.get(folder);
    if (list?.changedNs === entry.mtimeNs) return list.links;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const links = entries.filter((each) => each.isSymbolicLink()).map(({ name }) => join(folder, name));
    known.set(folder, { changedNs: entry.mtimeNs, links });
    return links;
  }
  return async (path, folders) => {
    if (!(await liesWithin(path, folders))) return false;
    for (const link of await linksIn(path)) if (!(await liesWithin(link, folders))) return false;
    return true;
  };
}
