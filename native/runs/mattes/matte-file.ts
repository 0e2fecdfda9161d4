import { readFile, rm } from 'node:fs/promises';
import { defaultRunMatte, type RunMatte, runMatteSchema } from '../../api/matte-settings.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { failedError } from '../../base/errors.ts';
import type { RunFolder } from '../run-folder.ts';

/** Matte settings lie beside the run's masks, so that they move with them. */
type MattePlace = Pick<RunFolder, 'mattePath'>;

/** A run's matte settings; the defaults where nobody chose any. Throws a sentence where the file cannot be understood. */
export async function readRunMatte({ mattePath: path }: MattePlace): Promise<RunMatte> {
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
export async function writeRunMatte({ mattePath: path }: MattePlace, matte: RunMatte): Promise<void> {
  const text = JSON.stringify(matte, null, 2);
  if (text === JSON.stringify(defaultRunMatte, null, 2)) await rm(path, { force: true });
  else await writeFileAtomically(path, `${text}\n`);
}
