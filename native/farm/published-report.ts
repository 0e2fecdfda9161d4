import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { failedError } from '../base/errors.ts';
import { parseReport } from '../runs/report.ts';
import { runFolder } from '../runs/run-folder.ts';
import type { PathMap } from './path-map.ts';
import { relocateReport } from './publish.ts';

/** Results may be seen a little later here than where they were written. */
const SEEN_MS = 30_000;

/**
 * The text of the report of published results, with the paths of this machine; of results that lay there before nothing was
 * computed. Throws where they cannot be read here.
 */
export async function publishedReport(outDir: string, map: PathMap, layThere: boolean): Promise<string> {
  const { reportPath: path } = runFolder(outDir);
  const untilMs = performance.now() + SEEN_MS;
  let text = await readFile(path, 'utf8').catch(() => null);
  while (text === null && performance.now() < untilMs) {
    await delay(500);
    text = await readFile(path, 'utf8').catch(() => null);
  }
  if (text === null || parseReport(text) === null)
    throw failedError(
      `The results in ${outDir} cannot be read here; check that this machine sees the shared folder.`,
    );
  const places = Object.fromEntries(map.roots.map(({ shared, local }) => [shared, local]));
  const report = relocateReport(text, places);
  return layThere ? JSON.stringify({ ...(JSON.parse(report) as object), computedFrameCount: 0 }) : report;
}
