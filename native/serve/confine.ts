import { methods } from '../api/contract.ts';
import type { MethodName } from '../api/contract.ts';
import { pathArguments } from '../api/path-arguments.ts';
import { errorWords } from '../base/error-words.ts';
import { usageError } from '../base/errors.ts';
import { createWholeCheck, liesWithin } from '../base/lies-within.ts';

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
  const liesWhole = createWholeCheck();
  async function check(name: MethodName, { field, path }: { field: readonly string[]; path: string }) {
    if ((await exactly()).includes(path)) return;
    const written = writesPath(name, field);
    const allowed = written ? [outputDir] : readable;
    if (await (written ? liesWithin(path, allowed) : liesWhole(path, allowed))) return;
    const folders = allowed.join(' or ');
    throw usageError(`The path ${path} is outside ${folders}; choose one in there.`, {
      words: errorWords('outside-library', { path, folders }),
      advice: `Or start "fodvid serve" with ${written ? '--out' : '--library'} for its folder.`,
    });
  }
  return async (name, params) => {
    for (const argument of pathArguments(methods[name].params, params)) await check(name, argument);
  };
}
