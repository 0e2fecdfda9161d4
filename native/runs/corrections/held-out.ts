import { isDeepStrictEqual } from 'node:util';
import type { HeldOutRegion } from '../../api/runs.ts';
import { rangesOf } from '../../base/frame-indices.ts';
import { decodeMaskPng, encodeMaskPng } from '../../raster/image-file.ts';
import { clearRegions, type PictureRegion } from '../../raster/picture-region.ts';

/** Whether two are the same region in the same frames. */
export const isSame = (one: HeldOutRegion, other: HeldOutRegion): boolean => isDeepStrictEqual(one, other);

/** A region in frames, ascending: one for each range of neighbours. */
export const heldOutIn = (frames: readonly number[], region: PictureRegion): HeldOutRegion[] =>
  rangesOf(frames).map((range) => ({ ...range, region }));

/** The regions of a frame in which nothing is foreground. */
export const regionsAt = (heldOut: readonly HeldOutRegion[], frame: number): PictureRegion[] =>
  heldOut.filter(({ first, last }) => first <= frame && frame <= last).map(({ region }) => region);

/** A mask file without foreground in some regions; null where it has none there. */
export async function heldOutMask(
  png: Uint8Array,
  regions: readonly PictureRegion[],
): Promise<Uint8Array | null> {
  if (regions.length === 0) return null;
  const mask = await decodeMaskPng(png);
  return clearRegions(mask, regions) ? encodeMaskPng(mask) : null;
}
