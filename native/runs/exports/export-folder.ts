import { resolve } from 'node:path';
import type { ExportRequest } from '../../api/exports.ts';
import type { StageContext } from '../../base/context.ts';
import { failedError } from '../../base/errors.ts';
import type { Store } from '../../store/store.ts';
import { openMatteSource } from '../mattes/matte-source.ts';
import { readReport, type RunReport } from '../report.ts';
import { runFolder } from '../run-folder.ts';
import { openRun } from '../run.ts';
import { type ExportOutcome, exportRun } from './export-run.ts';

/** What `fodvid export` is asked for. */
export interface FolderExport {
  /** The folder that `run` made for one clip. */
  readonly runDir: string;
  readonly request: ExportRequest;
  /** `runDir/exports` unless said. */
  readonly outDir?: string;
  /** Where the clip lies here, if not where the run says. */
  readonly clip?: string;
}

/** The report of a finished run's folder; throws where it is none. */
export async function finishedReport(folder: string): Promise<RunReport> {
  const runDir = resolve(folder);
  const report = await readReport(runFolder(runDir));
  if (report === undefined)
    throw failedError(
      `${runDir} holds no finished run (no run.json); name the folder that "fodvid run" made for a clip.`,
    );
  if (report === null)
    throw failedError(`The run.json in ${runDir} cannot be read; run the clip again with this program.`);
  return report;
}

/** Exports the mattes of a finished run's folder. Throws where it is none, or the clip is gone. */
export async function exportFolder(
  { runDir: folder, request, outDir, clip: clipPath }: FolderExport,
  store: Store | null,
  context: StageContext,
): Promise<ExportOutcome> {
  const runDir = resolve(folder);
  const stored = await finishedReport(runDir);
  const report = clipPath === undefined ? stored : { ...stored, clip: clipPath };
  const run = openRun(report, runDir);
  const clip = await run.openClip();
  if (clip === null)
    throw failedError(`The clip ${report.clip} was moved or deleted; put it back to export its mattes.`, {
      advice: 'Of a run that another machine made, say where its folder lies here: --map SHARED=LOCAL.',
    });
  const source = await openMatteSource(run, clip, store);
  const target = outDir === undefined ? run.folder.exportsDir : resolve(outDir);
  const { paths, notices } = await exportRun(source, request, target, context);
  const isCached = Array.from({ length: report.frameCount }, (_, index) => source.flows(index)).every(
    (flows) => flows !== null,
  );
  return { paths, notices: isCached ? notices : [...notices, notSmoothed] };
}

const notSmoothed =
  'The cache of this machine does not hold the flow of this run: where it is missing, mattes are not smoothed over time. Run the clip here, or export it with --queue.';
