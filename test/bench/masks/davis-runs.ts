import { meanOf } from '../../../native/base/numbers.ts';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createPicturePool } from '../../../native/app/media/picture-pool.ts';
import { openCache } from '../../../native/commands/open-cache.ts';
import { decodeMaskPng } from '../../../native/raster/image-file.ts';
import { readLabelMask } from '../../../native/raster/label-file.ts';
import type { Mask } from '../../../native/raster/types.ts';
import { parseReport } from '../../../native/runs/report.ts';
import { openRun } from '../../../native/runs/run.ts';
import type { Store } from '../../../native/store/store.ts';
import type { BenchRow } from '../bench.ts';

/** Results of `fodvid eval` on DAVIS, separated by commas, and the cache that it filled. */
export const davisRunFolders = process.env['FODVID_BENCH_RUNS'];
const cacheFolder = process.env['FODVID_BENCH_CACHE'];

/** Threads that make pictures and masks. */
export type Pool = ReturnType<typeof createPicturePool>;

/** A run of a sequence, with the masks that it should have and those that it has. */
export async function openDavisRun(reportPath: string) {
  const report = parseReport(await readFile(reportPath, 'utf8'))!;
  const run = openRun(report, dirname(reportPath));
  const clip = await run.openClip();
  if (clip?.kind !== 'folder') throw new Error(`${report.clip} is no folder of frames.`);
  const { framePaths } = clip;
  const truthOf = (frame: number): Promise<Mask> =>
    readLabelMask(framePaths[frame]!.replace('JPEGImages', 'Annotations').replace(/\.\w+$/, '.png'), 'black');
  const maskOf = async (frame: number): Promise<Mask> =>
    decodeMaskPng(await readFile(run.folder.mask(frame)));
  return { report, run, framePaths, truthOf, maskOf };
}

/** Measures every run of the folders whose sequence is wanted; those whose cache is gone give null and are left out. */
export async function measureRuns<T>(
  measure: (reportPath: string, store: Store, pool: Pool) => Promise<T | null>,
  isWanted: (sequence: string) => boolean = () => true,
): Promise<T[]> {
  const store = openCache(cacheFolder, (sentence) => console.error(sentence));
  const pool = createPicturePool();
  const results: T[] = [];
  try {
    for (const folder of davisRunFolders!.split(','))
      for await (const path of glob('*/run.json', { cwd: folder })) {
        if (!isWanted(dirname(path))) continue;
        const result = await measure(join(folder, path), store, pool);
        if (result !== null) results.push(result);
        console.error(result === null ? `The cache lacks the features of ${path}.` : JSON.stringify(result));
      }
  } finally {
    await pool.dispose();
    store.close();
  }
  return results;
}

/** J before and after a change. */
interface Change {
  readonly before: number;
  readonly after: number;
}

/** What changes lose where J was below `low`, at most `limit` points in the mean, and where they lose most. */
export function lossRows(results: readonly Change[], low: number, name: string, limit: number): BenchRow[] {
  const loss = ({ before, after }: Change) => 100 * (before - after);
  const losses = results.filter(({ before }) => before < low).map(loss);
  const rows = [
    { name, value: meanOf(losses), limit, isKnown: losses.length > 0 },
    {
      name: 'the largest loss of J anywhere',
      value: Math.max(...results.map(loss)),
      limit: 1,
      isKnown: results.length > 0,
    },
  ];
  return rows
    .filter(({ isKnown }) => isKnown)
    .map(({ name: title, value, limit: most }) => ({
      name: title,
      ours: value,
      peer: null,
      unit: 'points',
      limit: most,
    }));
}
