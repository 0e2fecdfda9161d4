import { resolve } from 'node:path';
import { errorWords } from '../../base/error-words.ts';
import { usageError } from '../../base/errors.ts';
import { createWholeCheck, liesWithin } from '../../base/lies-within.ts';

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

/** Everything is allowed: the desktop app, whose paths come from the system's dialogs and drops. */
export const openAccess: PathAccess = {
  readable: (path) => Promise.resolve(resolve(path)),
  readableWhole: (path) => Promise.resolve(resolve(path)),
  writable: (path) => Promise.resolve(resolve(path)),
  allows: () => Promise.resolve(true),
};

/** Only what lies, links followed, in one of `roots`: a browser, whose paths anybody may have typed. */
export function confinedAccess(roots: () => readonly string[]): PathAccess {
  const liesWhole = createWholeCheck();
  const folders = () => [...new Set(roots().map((folder) => resolve(folder)))];
  const allows = (path: string) => liesWhole(resolve(path), folders());
  const required = (check: (path: string) => Promise<boolean>) => async (path: string) => {
    if (await check(path)) return resolve(path);
    throw outsideError(path, folders());
  };
  const place = required((path) => liesWithin(resolve(path), folders()));
  return { readable: place, readableWhole: required(allows), writable: place, allows };
}

const outsideError = (path: string, folders: readonly string[]) =>
  usageError(
    `${path} is, or links to a place, outside the library folders; move it into ${folders.join(' or ')}.`,
    {
      words: errorWords('outside-library', { path, folders: folders.join(', ') }),
      advice: 'Or start "fodvid serve" with another --library.',
    },
  );
