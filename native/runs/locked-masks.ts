import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { readImageSize } from '../raster/image-file.ts';
import type { RasterSize } from '../raster/types.ts';
import { readFixes, writeFixes } from './fixes-file.ts';
import { heldOutMask, regionsAt } from './corrections/held-out.ts';
import type { RunFolder } from './run-folder.ts';

/** What a person has locked, or held out, in an output folder: a run leaves those masks, or those regions, as they are. */
export interface LockedMasks {
  /** The mask file that stays; null where the frame is not locked, or its mask is not there. */
  kept(index: number): Promise<Uint8Array | null>;
  /** What a person's regions leave of a mask file that the run made; null where they change nothing. */
  heldOut(index: number, png: Uint8Array): Promise<Uint8Array | null>;
  /** Keeps what the run made of a frame that is locked, or of which a region is held out, for the time after that. */
  putOriginal(index: number, png: Uint8Array): Promise<void>;
  /** Forgets the fixes of all frames that the run has written anew, but for those that it has learned from. */
  finish(learned: Iterable<number>): Promise<void>;
}

/** Reads what is locked in a run's folder for the clip of that content and size. */
export async function openLockedMasks(
  folder: RunFolder,
  clip: RasterSize & { readonly digest: string },
): Promise<LockedMasks> {
  const { locked, fixed, heldOut } = await readFixes(folder, clip.digest);
  const originals = folder.originalMasksDir;
  const stays = new Set<number>();
  const replaced = new Set<number>();
  return {
    async kept(index) {
      if (!locked.has(index)) return null;
      const path = folder.mask(index);
      const size = await readImageSize(path).catch(() => null);
      if (size?.widthPx !== clip.widthPx || size.heightPx !== clip.heightPx) return null;
      stays.add(index);
      return readFile(path);
    },
    heldOut: (index, png) => heldOutMask(png, regionsAt(heldOut, index)),
    async putOriginal(index, png) {
      replaced.add(index);
      await writeFileAtomically(folder.originalMask(index), png);
    },
    async finish(learned) {
      const kept = new Set([...replaced].map(folder.maskName));
      const names = await readdir(originals).catch(() => []);
      await Promise.all(names.filter((name) => !kept.has(name)).map((name) => rm(join(originals, name))));
      const still = new Map([...fixed].filter(([frame]) => stays.has(frame)));
      await writeFixes(folder, clip.digest, {
        locked: stays,
        fixed: still,
        learned: new Set(learned),
        heldOut,
      });
    },
  };
}
