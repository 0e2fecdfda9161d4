import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readOtherFixes } from './fixes-file.ts';
import { maskFileName, type RunFolder } from './run-folder.ts';

/**
 * Removes the masks in a run's folder that an earlier run left of frames which are none of this run's: another part of the
 * clip, or a longer one. What a person fixed or locked stays.
 */
export async function removeOtherMasks(folder: RunFolder, clipDigest: string): Promise<void> {
  const { locked, fixed } = await readOtherFixes(folder, clipDigest);
  const { first, end } = folder.frames;
  const stay = new Set([...locked, ...fixed.keys()].map(maskFileName));
  for (const dir of [folder.masksDir, folder.graphCutMasksDir]) {
    const names = await readdir(dir).catch(() => []);
    const others = names.filter((name) => {
      const frame = /^\d{5,}\.png$/.test(name) ? Number.parseInt(name, 10) : null;
      return frame !== null && (frame < first || frame >= end) && !stay.has(name);
    });
    await Promise.all(others.map((name) => rm(join(dir, name))));
  }
}
