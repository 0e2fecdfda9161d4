import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultRunMatte, type RunMatte, runMatteSchema } from '../../api/matte-settings.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { failedError } from '../../base/errors.ts';

/** Where a run's matte settings lie: beside its masks, so that they move with them. */
export const matteFileIn = (outDir: string): string => join(outDir, 'matte.json');

/** A run's matte settings; the defaults where nobody chose any. Throws a sentence where the file cannot be understood. */
export async function readRunMatte(outDir: string): Promise<RunMatte> {
  const path = matteFileIn(outDir);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return defaultRunMatte;
  try {
    return runMatteSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw failedError(
      `The matte settings in ${path} cannot be read; correct the file, or delete it to go back to the defaults.`,
      { stage: 'matte' },
      { cause },
    );
  }
}

/** Keeps a run's matte settings; the file goes where they are the defaults. */
export async function writeRunMatte(outDir: string, matte: RunMatte): Promise<void> {
  const path = matteFileIn(outDir);
  const text = JSON.stringify(matte, null, 2);
  if (text === JSON.stringify(defaultRunMatte, null, 2)) await rm(path, { force: true });
  else await writeFileAtomically(path, `${text}\n`);
}
