import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runFolder } from '../run-folder.ts';

/** SHA-256 of files by their path below the run's folder, with `/` between its parts. */
export type OutputDigests = Readonly<Record<string, string>>;

/** SHA-256 of a file's content; null where it is not there. */
export async function fileDigest(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The files of a run's folder that count as its outputs, in a fixed order; a configuration may make some of them only. */
async function outputFiles(runDir: string): Promise<string[]> {
  const { masksDir, graphCutMasksDir, overlayPath, contactSheetPath, modelPath, learningCurvePath } =
    runFolder(runDir);
  const masks = await Promise.all(
    [masksDir, graphCutMasksDir].map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => /^\d+\.png$/.test(name)).map((name) => `${basename(folder)}/${name}`);
    }),
  );
  const single = [overlayPath, contactSheetPath, modelPath, learningCurvePath].map((path) => basename(path));
  return [...masks.flat().sort(), ...single];
}

/** The digests of a run's outputs as they lie in its folder. */
export async function outputDigests(runDir: string): Promise<OutputDigests> {
  const digests: [string, string][] = [];
  for (const file of await outputFiles(runDir)) {
    const digest = await fileDigest(join(runDir, file));
    if (digest !== null) digests.push([file, digest]);
  }
  return Object.fromEntries(digests);
}
