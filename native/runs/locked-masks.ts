import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { readImageSize } from '../raster/image-file.ts';
import type { RasterSize } from '../raster/types.ts';
import { readFixes, writeFixes } from './fixes-file.ts';
import type { RunFolder } from './run-folder.ts';

/** The frames of an output folder whose masks a person has locked: a run leaves them as they are. */
export interface LockedMasks {
  /** The mask file that stays; null where the frame is not locked, or its mask is not there. */
  kept(index: number): Promise<Uint8Array | null>;
  /** Keeps what the run made of a locked frame, for the time after it is unlocked. */
  putOriginal(index: number, png: Uint8Array): Promise<void>;
  /** Forgets the fixes of all frames that the run has written anew, but for those that it has learned from. */
  finish(learned: Iterable<number>): Promise<void>;
}

/** Reads what is locked in a run's folder for the clip of that content and size. */
export async function openLockedMasks(
  folder: RunFolder,
  clip: RasterSize & { readonly digest: string },
): Promise<LockedMasks> {
  const { locked, fixed } = await readFixes(folder, clip.digest);
  const originals = folder.originalMasksDir;
  const stays = new Set<number>();
  return {
    async kept(index) {
      if (!locked.has(index)) return null;
      const path = folder.mask(index);
      const size = await readImageSize(path).catch(() => null);
      if (size?.widthPx !== clip.widthPx || size.heightPx !== clip.heightPx) return null;
      stays.add(index);
      return readFile(path);
    },
    putOriginal: (index, png) => writeFileAtomically(folder.originalMask(index), png),
    async finish(learned) {
      const kept = new Set([...stays].map(folder.maskName));
      const names = await readdir(originals).catch(() => []);
      await Promise.all(names.filter((name) => !kept.has(name)).map((name) => rm(join(originals, name))));
      const still = new Map([...fixed].filter(([frame]) => stays.has(frame)));
      await writeFixes(folder, clip.digest, { locked: stays, fixed: still, learned: new Set(learned) });
    },
  };
}
