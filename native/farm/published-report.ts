import { setTimeout as delay } from 'node:timers/promises';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';
import { parseReport, type RunReport } from '../runs/report.ts';
import type { PathMap } from './path-map.ts';
import { storagesOf } from './storage/storages.ts';

/** Results may be seen a little later here than where they were written. */
const SEEN_MS = 30_000;

/**
 * The report of published results, which the queue names `outDir`, with the paths of this machine; of results
 * that lay there before nothing was computed. Throws where they cannot be read here.
 */
export async function publishedReport(outDir: string, map: PathMap, layThere: boolean): Promise<RunReport> {
  const storage = storagesOf(map)(outDir);
  const untilMs = performance.now() + SEEN_MS;
  async function look(): Promise<string | null> {
    try {
      return await storage.reportOf(outDir);
    } catch (error) {
      if (performance.now() > untilMs || (await storage.trouble(error, outDir)) === null) throw error;
      return null;
    }
  }
  let text = await look();
  while (text === null && performance.now() < untilMs) {
    await delay(500);
    text = await look();
  }
  const report = text === null ? null : parseReport(text);
  if (report === null) throw unseen(await storage.here(outDir));
  return layThere ? { ...report, computedFrameCount: 0 } : report;
}

const unseen = (folder: string) =>
  failedError(
    `The results in ${folder} cannot be read here; check that this machine sees the shared folder.`,
    { words: errorWords('results-unseen', { folder }) },
  );
