import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { replaceFile, temporaryPathBeside, writeFileAtomically } from '../../base/atomic-file.ts';
import { grayLevels } from '../../raster/gray-levels.ts';
import type { PictureRegion } from '../../raster/picture-region.ts';
import { encodeGrayPng } from '../../raster/image-file.ts';
import type { FloatPlane } from '../../raster/types.ts';
import { heldOutMask } from '../../runs/corrections/held-out.ts';
import type { RunFolder } from '../../runs/run-folder.ts';

/** Keeps the run's own mask of a frame, once. */
export async function keepOriginal(folder: RunFolder, frame: number): Promise<void> {
  const path = folder.originalMask(frame);
  if ((await stat(path).catch(() => null)) !== null) return;
  await mkdir(folder.originalMasksDir, { recursive: true });
  const temporary = temporaryPathBeside(path);
  await copyFile(folder.mask(frame), temporary);
  await replaceFile(temporary, path);
}

/** Keeps the soft mask, 0..1, behind a frame's new mask: the matte is made of it, and a refinement learns from it. */
export async function keepCorrected(folder: RunFolder, frame: number, soft: FloatPlane): Promise<void> {
  await mkdir(folder.correctedMasksDir, { recursive: true });
  const png = await encodeGrayPng({ ...soft, data: grayLevels(soft.data) });
  await writeFileAtomically(folder.correctedMask(frame), png);
}

/** Puts the run's own mask of a frame back, where it was kept, without what is held out. */
export async function restoreOriginal(
  folder: RunFolder,
  frame: number,
  regions: readonly PictureRegion[],
): Promise<void> {
  const path = folder.originalMask(frame);
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return;
  const held = await heldOutMask(bytes, regions);
  await writeFileAtomically(folder.mask(frame), held ?? bytes);
  if (held === null) await rm(path, { force: true });
}
