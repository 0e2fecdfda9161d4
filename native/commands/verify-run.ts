import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failedError, throwIfCancelled } from '../base/errors.ts';
import type { StageContext } from '../base/context.ts';
import { fileDigest } from '../runs/provenance/output-digests.ts';
import { readReport, type RunReport } from '../runs/report.ts';
import { runFolder } from '../runs/run-folder.ts';

/** How a run's outputs compare with what its run.json says of them. */
export interface VerifiedRun {
  readonly runDir: string;
  readonly files: number;
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  /** Masks of which run.json knows nothing. */
  readonly unknown: readonly string[];
  /** Whether frames were fixed by hand since, which explains changed masks and overviews. */
  readonly fixed: boolean;
}

/** Reads the run.json in a folder; throws a sentence where there is none or it has no digests. */
export async function readRun(runDir: string): Promise<RunReport> {
  const folder = runFolder(runDir);
  const report = await readReport(folder);
  if (report === undefined)
    throw failedError(
      `${folder.reportPath} cannot be read; give the folder of a run, or one that holds some.`,
    );
  if (report === null)
    throw failedError(
      `${folder.reportPath} is no report that this version can read; run the clip again with --force.`,
    );
  return report;
}

/** The folders of runs: the folder itself, or those directly in it. */
export async function runFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw failedError(`The folder ${dir} cannot be read; check the path.`, {}, { cause });
  });
  const isRun = (path: string) => existsSync(runFolder(path).reportPath);
  if (isRun(dir)) return [dir];
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name));
  const found = folders.filter(isRun);
  if (found.length === 0)
    throw failedError(`${dir} holds no run (no run.json in it or in a folder of it); check the path.`);
  return found.sort();
}

async function verifyOne(runDir: string): Promise<VerifiedRun> {
  const { reportPath, masksDir, fixesPath } = runFolder(runDir);
  const { outputs } = await readRun(runDir);
  if (Object.keys(outputs).length === 0)
    throw failedError(
      `${reportPath} has no digests of its outputs, for an earlier version made it; run the clip again with --force.`,
    );
  const missing: string[] = [];
  const changed: string[] = [];
  for (const [file, digest] of Object.entries(outputs)) {
    const now = await fileDigest(join(runDir, file));
    if (now === null) missing.push(file);
    else if (now !== digest) changed.push(file);
  }
  const names = await readdir(masksDir).catch(() => []);
  const unknown = names
    .map((name) => `masks/${name}`)
    .filter((file) => file.endsWith('.png') && !(file in outputs));
  const fixed = (await fileDigest(fixesPath)) !== null;
  return { runDir, files: Object.keys(outputs).length, missing, changed, unknown, fixed };
}

/** Whether all outputs are as the run left them. */
export const isIntact = ({ missing, changed, unknown }: VerifiedRun): boolean =>
  missing.length === 0 && changed.length === 0 && unknown.length === 0;

/** Hashes every output of a run, or of all runs in a folder, again. Throws a sentence where there is nothing to verify. */
export async function verifyRuns(dir: string, { signal, progress }: StageContext): Promise<VerifiedRun[]> {
  const folders = await runFolders(dir);
  const verified: VerifiedRun[] = [];
  for (const folder of folders) {
    throwIfCancelled(signal);
    verified.push(await verifyOne(folder));
    progress.report(verified.length, folders.length, folder);
  }
  return verified;
}
