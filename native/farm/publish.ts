import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../base/atomic-file.ts';
import { errorWords, type WordedFailure } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';
import { copyInto } from './copy-into.ts';
import { runFolder } from '../runs/run-folder.ts';

/** Beside the results of a farm: the mark of the share, and results that are being published. */
export const farmFolderName = '.fodvid-farm';
/** In each folder of results: its publication. */
export const markFile = 'farm.json';

/** Who published a folder of results; written into it. */
export const publication = z.object({ id: z.string(), lease: z.string(), worker: z.string() });
export type Publication = z.infer<typeof publication>;

/** What shall be published as which folder. */
export interface PublishOrder {
  /** The finished results, on this machine's own disk. */
  readonly fromDir: string;
  /** The folder on the share that they become. */
  readonly outDir: string;
  readonly publication: Publication;
  /** Paths in run.json that begin with a key begin with its value instead: places on this machine mean nothing to others. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Asked last of all: whether the lease still counts. */
  readonly holds: () => Promise<boolean>;
}

/** `there`: the same was published before. `lost`: the lease no longer counted, and nothing was published. */
export type Published = 'published' | 'there' | 'lost';

/** Who published a folder; null where none did, or where it is not there. */
export async function publicationOf(outDir: string): Promise<Publication | null> {
  const text = await readFile(join(outDir, markFile), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return publication.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The refusal of a folder that holds something else. */
export const otherResults = (outDir: string) =>
  failedError(
    `The folder ${outDir} already holds other results, which are kept; submit the clip again, and it gets another folder.`,
    { words: errorWords('results-occupied', { folder: outDir }) },
  );

/** Whether the folder is missing or empty. */
const isFree = async (outDir: string) => (await readdir(outDir).catch(() => [])).length === 0;

function relocated(value: unknown, places: readonly (readonly [string, string])[]): unknown {
  if (typeof value === 'string') {
    const place = places.find(
      ([from]) => value === from || (/^[\\/]/.test(value.slice(from.length)) && value.startsWith(from)),
    );
    return place === undefined ? value : `${place[1]}${value.slice(place[0].length).replaceAll('\\', '/')}`;
  }
  if (Array.isArray(value)) return value.map((item) => relocated(item, places));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, relocated(inner, places)]));
}

/** The JSON text with its paths moved from the keys to the values. */
export function relocateReport(text: string, renamed: Readonly<Record<string, string>>): string {
  const places = Object.entries(renamed).sort(([a], [b]) => b.length - a.length);
  return `${JSON.stringify(relocated(JSON.parse(text), places), null, 2)}\n`;
}

/** Where what was computed of a job's clip is kept for another machine; it goes when the results are published. */
export const checkpointDirOf = (outDir: string, id: string): string =>
  join(dirname(outDir), farmFolderName, `${id.slice(0, 16)}-checkpoint`);

/** Removes the checkpoint, and what workers that died while publishing the same left behind. */
async function sweep(stagingRoot: string, id: string): Promise<void> {
  const names = await readdir(stagingRoot).catch(() => []);
  const left = names.filter((name) => name.startsWith(`${id.slice(0, 16)}-`));
  await Promise.all(left.map((name) => rm(join(stagingRoot, name), { recursive: true, force: true })));
}

/**
 * Copies results to the share under a hidden name and renames them in one step to their folder, which thereby is there
 * whole or not at all. Of several that publish the same the first wins: a folder that is not empty is never replaced.
 * Throws a failed error where it holds something else, and the system's error where the share fails.
 */
export async function publish({
  fromDir,
  outDir,
  publication: mark,
  renamed,
  holds,
}: PublishOrder): Promise<Published> {
  const isThere = async () => (await publicationOf(outDir))?.id === mark.id;
  if (await isThere()) return 'there';
  if (!(await isFree(outDir))) throw otherResults(outDir);
  const stagingRoot = join(dirname(outDir), farmFolderName);
  const staging = join(stagingRoot, `${mark.id.slice(0, 16)}-${randomUUID()}`);
  try {
    // Not its parents: a share that is not mounted must not be written into as if it were there.
    await mkdir(staging);
    await copyInto(fromDir, staging);
    const report = await readFile(runFolder(fromDir).reportPath, 'utf8');
    await writeFile(runFolder(staging).reportPath, relocateReport(report, renamed));
    await writeFile(join(staging, markFile), `${JSON.stringify(mark, null, 2)}\n`);
    if (!(await holds())) return (await isThere()) ? 'there' : 'lost';
    await replaceFile(staging, outDir);
    await sweep(stagingRoot, mark.id).catch(() => undefined);
    return 'published';
  } catch (error) {
    // Whoever won has taken the place, and swept away what the others were copying.
    if (await isThere()) return 'there';
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Marks a folder as the place of a farm's results, so that a share that is gone is told from an empty one. */
export async function markShare(outParent: string): Promise<void> {
  const folder = join(outParent, farmFolderName);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'README.txt'), markText);
  } catch (cause) {
    throw failedError(
      `The shared folder ${outParent} cannot be written; choose another with --out, or permit writing there.`,
      {},
      { cause },
    );
  }
}

const markText =
  'FODVid Studio keeps results here until they are whole. Nothing in this folder is needed when no worker runs.\n';

/** Why results cannot be published to a folder's place at the moment, in one sentence; null where they can. */
export async function shareTrouble(outParent: string): Promise<WordedFailure | null> {
  const mark = join(outParent, farmFolderName, 'README.txt');
  const there = await readFile(mark).then(
    () => true,
    () => false,
  );
  return there
    ? null
    : {
        error: `The shared folder ${outParent} is gone, or not mounted (${basename(mark)} is missing there)`,
        words: errorWords('share-gone', { folder: outParent }),
      };
}
