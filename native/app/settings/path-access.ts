import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { usageError } from '../../base/errors.ts';

/** Which files a user interface may name. */
export interface PathAccess {
  /** The path if it may be read; throws a usage error where it lies outside of what may be. */
  readable(path: string): Promise<string>;
  /** The same, of a folder only if what its entries lead to may be read too: a clip, a folder of masks. */
  readableWhole(path: string): Promise<string>;
  /** The path if it, which need not exist, may be written; throws the same. */
  writable(path: string): Promise<string>;
  /** Whether `readableWhole` gives the path. */
  allows(path: string): Promise<boolean>;
}

/** Whether `path` is `folder` or lies in it; both are real and absolute. */
function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way));
}

/** The real path of the nearest part of `path` that exists, with the rest behind it. */
async function realPlace(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : resolve(await realPlace(parent), relative(parent, absolute));
  }
}

/** Everything is allowed: the desktop app, whose paths come from the system's dialogs and drops. */
export const openAccess: PathAccess = {
  readable: (path) => Promise.resolve(resolve(path)),
  readableWhole: (path) => Promise.resolve(resolve(path)),
  writable: (path) => Promise.resolve(resolve(path)),
  allows: () => Promise.resolve(true),
};

/** The links among a folder's entries; none where it is no folder. Looked for again when the folder has changed. */
function createLinkLists() {
  const known = new Map<string, { readonly changedNs: bigint; readonly links: readonly string[] }>();
  return async (folder: string): Promise<readonly string[]> => {
    const entry = await stat(folder, { bigint: true }).catch(() => null);
    if (entry?.isDirectory() !== true) return [];
    const list = known.get(folder);
    if (list?.changedNs === entry.mtimeNs) return list.links;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const links = entries.filter((each) => each.isSymbolicLink()).map(({ name }) => join(folder, name));
    known.set(folder, { changedNs: entry.mtimeNs, links });
    return links;
  };
}

/** Only what lies, links followed, in one of `roots`: a browser, whose paths anybody may have typed. */
export function confinedAccess(roots: () => readonly string[]): PathAccess {
  const linksIn = createLinkLists();
  async function liesWithin(path: string): Promise<boolean> {
    if (path.includes('\0')) return false;
    const place = await realPlace(path);
    const places = await Promise.all(roots().map(realPlace));
    return places.some((root) => isWithin(root, place));
  }
  async function allows(path: string): Promise<boolean> {
    if (!(await liesWithin(path))) return false;
    for (const link of await linksIn(path)) if (!(await liesWithin(link))) return false;
    return true;
  }
  const required = (check: (path: string) => Promise<boolean>) => async (path: string) => {
    if (await check(path)) return resolve(path);
    throw usageError(
      `${path} is, or links to a place, outside the library folders; move it into one of ${[...new Set(roots())].join(', ')}, or start with another --library.`,
    );
  };
  const place = required(liesWithin);
  return { readable: place, readableWhole: required(allows), writable: place, allows };
}
