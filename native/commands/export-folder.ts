import { resolve } from 'node:path';
import type { ExportRequest } from '../api/exports.ts';
import type { StageContext } from '../base/context.ts';
import { failedError } from '../base/errors.ts';
import { type ExportOutcome, exportRun } from '../runs/exports/export-run.ts';
import { openMatteSource } from '../runs/mattes/matte-source.ts';
import { readReport } from '../runs/report.ts';
import { runFolder } from '../runs/run-folder.ts';
import { openRun } from '../runs/run.ts';
import type { Store } from '../store/store.ts';

/** What `fodvid export` is asked for. */
export interface FolderExport {
  /** The folder that `run` made for one clip. */
  readonly runDir: string;
  readonly request: ExportRequest;
  /** `runDir/exports` unless said. */
  readonly outDir?: string;
}

/** Exports the mattes of a finished run's folder. Throws where it is none, or the clip is gone. */
export async function exportFolder(
  { runDir: folder, request, outDir }: FolderExport,
  store: Store | null,
  context: StageContext,
): Promise<ExportOutcome> {
  const runDir = resolve(folder);
  const report = await readReport(runFolder(runDir));
  if (report === undefined)
    throw failedError(
      `${runDir} holds no finished run (no run.json); name the folder that "fodvid run" made for a clip.`,
    );
  if (report === null)
    throw failedError(`The run.json in ${runDir} cannot be read; run the clip again with this program.`);
  const run = openRun(report, runDir);
  const clip = await run.openClip();
  if (clip === null)
    throw failedError(`The clip ${report.clip} was moved or deleted; put it back to export its mattes.`);
  const source = await openMatteSource(run, clip, store);
  return exportRun(source, request, outDir === undefined ? run.folder.exportsDir : resolve(outDir), context);
}
