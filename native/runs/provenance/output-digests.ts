import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of files by their path below the run's folder, with `/` between its parts. */
export type OutputDigests = Readonly<Record<string, string>>;

/** What a run writes besides masks; files that a configuration does not make are left out. */
const singleFiles = ['overlay.mp4', 'contact-sheet.png', 'model.onnx', 'learning-curve.svg'];
const maskFolders = ['masks', 'masks-graphcut'];

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

/** The files of a run's folder that count as its outputs, in a fixed order. */
async function outputFiles(runDir: string): Promise<string[]> {
  const masks = await Promise.all(
    maskFolders.map(async (folder) => {
      const names = await readdir(join(runDir, folder)).catch(() => []);
      return names.filter((name) => /^\d+\.png$/.test(name)).map((name) => `${folder}/${name}`);
    }),
  );
  return [...masks.flat().sort(), ...singleFiles];
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
