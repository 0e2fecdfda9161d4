import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { RunMatte } from '../../api/matte-settings.ts';
import { failedError } from '../../base/errors.ts';
import { decodeMaskPng } from '../../raster/image-file.ts';
import type { PictureRegion } from '../../raster/picture-region.ts';
import type { FloatPlane, Mask, RasterSize } from '../../raster/types.ts';
import type { Store } from '../../store/store.ts';
import type { ClipInfo } from '../../video/clip.ts';
import type { HeldOutRegion } from '../../api/runs.ts';
import { regionsAt } from '../corrections/held-out.ts';
import { readFixes } from '../fixes-file.ts';
import type { RunFolder } from '../run-folder.ts';
import { storedSoftMask } from '../keys/refinement-keys.ts';
import type { Run } from '../run.ts';
import { neighbourOffsets } from '../shots.ts';
import type { StoredFlows } from '../stored/stored-flows.ts';
import { readRunMatte } from './matte-file.ts';

/** What a run's mattes are made of. */
export interface MatteSource {
  readonly clip: ClipInfo;
  readonly guideSize: RasterSize;
  readonly matte: RunMatte;
  /** The soft mask of a frame, 0..1: the run's own, or the mask that counts where a person changed it. */
  soft(index: number): Promise<FloatPlane | Mask>;
  /** The flows of a frame to its neighbours; null where the cache no longer holds them. */
  flows(index: number): StoredFlows | null;
  /** Where a frame's matte is empty, whatever its soft mask says. */
  heldOut(index: number): readonly PictureRegion[];
  /** Changes with any of these masks: held-out regions, names, sizes and times of their files. */
  masksDigest(fromIndex: number, toIndex: number): Promise<string>;
}

async function digestMasks(
  folder: RunFolder,
  heldOut: readonly HeldOutRegion[],
  fromIndex: number,
  toIndex: number,
): Promise<string> {
  const hash = createHash('sha256').update(heldOut.length === 0 ? '' : JSON.stringify(heldOut));
  for (let index = fromIndex; index < toIndex; index++) {
    const facts = await stat(folder.mask(index)).catch(() => null);
    hash.update(`${index} ${facts?.size ?? 0} ${facts?.mtimeMs ?? 0};`);
  }
  return hash.digest('hex');
}

async function maskOf(folder: RunFolder, index: number, clip: ClipInfo): Promise<Mask> {
  const path = folder.mask(index);
  try {
    const mask = await decodeMaskPng(await readFile(path));
    const { widthPx, heightPx } = mask;
    if (widthPx !== clip.widthPx || heightPx !== clip.heightPx)
      throw failedError(
        `The mask ${path} has ${widthPx}x${heightPx} pixels, not the clip's; run the clip again.`,
      );
    return mask;
  } catch (cause) {
    throw failedError(
      `The mask ${path} cannot be read; run the clip again, which writes what is missing.`,
      { stage: 'matte', clip: clip.name },
      { cause },
    );
  }
}

/**
 * Opens what a finished run's mattes are made of. Without a store, or where the cache has lost soft masks or flows, the
 * mask files are enough: their edges are measured as well, and nothing is smoothed over time.
 */
export async function openMatteSource(run: Run, clip: ClipInfo, store: Store | null): Promise<MatteSource> {
  const fixes = await readFixes(run.folder, clip.digest);
  // Where contours are drawn anew, the masks know more than what they are made of.
  const fromSoft = run.isRefined && run.enlarging('segmenter').contour === null;
  const keys = fromSoft ? (run.report.refinement?.softMaskKeys ?? []) : [];
  return {
    clip,
    guideSize: run.geometry.working,
    matte: await readRunMatte(run.folder),
    async soft(index) {
      const isChanged = fixes.fixed.has(index) || fixes.locked.has(index);
      const key = keys[index];
      const own = store === null || isChanged || key === undefined ? null : storedSoftMask(run, key, store);
      return own ?? (await maskOf(run.folder, index, clip));
    },
    masksDigest: (fromIndex, toIndex) => digestMasks(run.folder, fixes.heldOut, fromIndex, toIndex),
    heldOut: (index) => regionsAt(fixes.heldOut, index),
    flows(index) {
      const bytes = store?.getBlob(run.keys.flow(index));
      if (bytes === undefined) return null;
      return { offsets: neighbourOffsets(run.shots, index), size: run.geometry.flow, bytes };
    },
  };
}
