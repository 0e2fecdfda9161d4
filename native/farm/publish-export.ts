import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removePath, replaceFile } from '../base/atomic-file.ts';
import { copyInto } from './copy-into.ts';
import { farmFolderName } from './publish.ts';

/** Exports that shall lie on the share. */
export interface ExportPublication {
  /** The job that made them. */
  readonly id: string;
  /** Where they lie on this machine's own disk. */
  readonly fromDir: string;
  /** Below `fromDir`: files and folders of frames. */
  readonly paths: readonly string[];
  /** The folder on the share, marked by `markShare`; other exports in it stay. */
  readonly outDir: string;
  /** Asked last of all: whether the lease still counts. */
  readonly holds: () => Promise<boolean>;
}

/**
 * Copies exports to the share under a hidden name and renames each to its place: a file or a sequence is the old or the new
 * one, never half. False where the lease no longer counted, and nothing was published. Throws the system's error where the
 * share fails.
 */
export async function publishExport({
  id,
  fromDir,
  paths,
  outDir,
  holds,
}: ExportPublication): Promise<boolean> {
  const staging = join(outDir, farmFolderName, `${id.slice(0, 16)}-${randomUUID()}`);
  try {
    await mkdir(staging);
    await copyInto(fromDir, staging);
    if (!(await holds())) return false;
    for (const path of paths) {
      const target = join(outDir, path);
      if (dirname(path) !== '.') await mkdir(dirname(target), { recursive: true });
      await removePath(target);
      await replaceFile(join(staging, path), target);
    }
    return true;
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}
