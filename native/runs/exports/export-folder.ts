import { resolve } from 'node:path';
import type { ExportRequest } from '../../api/exports.ts';
import type { RunMatte } from '../../api/matte-settings.ts';
import type { StageContext } from '../../base/context.ts';
import { failedError } from '../../base/errors.ts';
import { indicesOf } from '../../base/frame-indices.ts';
import type { Store } from '../../store/store.ts';
import { openMatteSource } from '../mattes/matte-source.ts';
import { readReport, type RunReport } from '../report.ts';
import { runFolder } from '../run-folder.ts';
import { openRun, type Run } from '../run.ts';
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
  const isComplete = !smooths(source.matte) || (store !== null && hasAllFlows(run, store));
  return { paths, notices: isComplete ? notices : [...notices, notSmoothed] };
}

/** Whether the cache holds the flow of every frame of a run: without it mattes are not smoothed over time. */
export const hasAllFlows = ({ keys, report }: Run, store: Store): boolean =>
  indicesOf({ first: 0, last: report.frameCount - 1 }).every((index) => store.hasBlob(keys.flow(index)));

const smooths = ({ settings, ranges }: RunMatte): boolean =>
  [settings, ...ranges.map((range) => range.settings)].some(({ smoothing = 0 }) => smoothing > 0);

const notSmoothed =
  'The cache here lacks the flow of some frames; their mattes are not smoothed over time. Run the clip here, or export it with --queue.';
