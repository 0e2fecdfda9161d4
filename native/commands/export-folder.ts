import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExportRequest } from '../api/exports.ts';
import type { StageContext } from '../base/context.ts';
import { failedError } from '../base/errors.ts';
import { type ExportOutcome, exportRun } from '../runs/exports/export-run.ts';
import { exportsIn } from '../runs/exports/exports-folder.ts';
import { openMatteSource } from '../runs/mattes/matte-source.ts';
import { reopenClip } from '../runs/reopen-clip.ts';
import { readReport } from '../runs/run-record.ts';
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
  const text = await readFile(join(runDir, 'run.json'), 'utf8').catch((cause: unknown) => {
    throw failedError(
      `${runDir} holds no finished run (no run.json); name the folder that "fodvid run" made for a clip.`,
      {},
      { cause },
    );
  });
  const facts = readReport(text);
  if (facts === null)
    throw failedError(`The run.json in ${runDir} cannot be read; run the clip again with this program.`);
  const clip = await reopenClip(facts);
  if (clip === null)
    throw failedError(`The clip ${facts.clip} was moved or deleted; put it back to export its mattes.`);
  const source = await openMatteSource(facts, clip, {
    masksDir: join(runDir, 'masks'),
    outDir: runDir,
    store,
  });
  return exportRun(source, request, outDir === undefined ? exportsIn(runDir) : resolve(outDir), context);
}
