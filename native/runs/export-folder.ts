import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StageContext } from '../base/context.ts';
import { failedError } from '../base/errors.ts';
import { exportMasks, findFormat } from './export-masks.ts';
import { reopenClip } from './reopen-clip.ts';
import { exportsIn } from './export-masks.ts';
import { readReport } from './run-record.ts';

/** What `fodvid export` is asked for. */
export interface FolderExport {
  /** The folder that `run` made for one clip. */
  readonly runDir: string;
  readonly formats: readonly string[];
  /** `runDir/exports` unless said. */
  readonly outDir?: string;
}

/** Exports the masks in the folder of a finished run; returns the paths. Throws where it is none, or the clip is gone. */
export async function exportFolder(request: FolderExport, context: StageContext): Promise<string[]> {
  const runDir = resolve(request.runDir);
  const chosen = request.formats.map(findFormat);
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
    throw failedError(`The clip ${facts.clip} was moved or deleted; put it back to export its masks.`);
  const job = { clip, masksDir: join(runDir, 'masks'), outDir: request.outDir ?? exportsIn(runDir) };
  const paths: string[] = [];
  for (const format of chosen) paths.push(await exportMasks(job, format, context));
  return paths;
}
