import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { usageError } from '../errors.ts';

/** Which files a user interface may name. */
export interface PathAccess {
  /** The path if it may be read; throws a usage error where it lies outside of what may be. */
  readable(path: string): Promise<string>;
  /** The path if it, which need not exist, may be written; throws the same. */
  writable(path: string): Promise<string>;
  /** Whether it may be read. */
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
  writable: (path) => Promise.resolve(resolve(path)),
  allows: () => Promise.resolve(true),
};

/** Only what lies, links followed, in one of `roots`: a browser, whose paths anybody may have typed. */
export function confinedAccess(roots: () => readonly string[]): PathAccess {
  async function isAllowed(path: string): Promise<boolean> {
    if (path.includes('\0')) return false;
    const place = await realPlace(path);
    const places = await Promise.all(roots().map(realPlace));
    return places.some((root) => isWithin(root, place));
  }
  async function required(path: string): Promise<string> {
    if (await isAllowed(path)) return resolve(path);
    throw usageError(
      `${path} lies outside of the library folders; move it into one of ${roots().join(', ')}, or start with another --library.`,
    );
  }
  return { readable: required, writable: required, allows: isAllowed };
}
