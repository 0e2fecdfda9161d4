import { isDeepStrictEqual } from 'node:util';
import { decodeMaskPng, encodeMaskPng } from '../../raster/image-file.ts';
import { clearRegions, type PictureRegion } from '../../raster/held-out.ts';

/** A region in which nothing is foreground, in the frames from `first` to `last`, both included. */
export interface HeldOut {
  readonly first: number;
  readonly last: number;
  readonly region: PictureRegion;
}

/** Whether two are the same region in the same frames. */
export const isSame = (one: HeldOut, other: HeldOut): boolean => isDeepStrictEqual(one, other);

/** The frames of a region. */
export const framesOf = ({ first, last }: HeldOut): number[] =>
  Array.from({ length: last - first + 1 }, (_, k) => first + k);

/** A region in frames, ascending: one for each stretch of neighbours. */
export function heldOutIn(frames: readonly number[], region: PictureRegion): HeldOut[] {
  const stretches: HeldOut[] = [];
  for (const frame of frames) {
    const open = stretches.at(-1);
    if (open?.last === frame - 1) stretches[stretches.length - 1] = { ...open, last: frame };
    else stretches.push({ first: frame, last: frame, region });
  }
  return stretches;
}

/** The regions of a frame in which nothing is foreground. */
export const regionsAt = (heldOut: readonly HeldOut[], frame: number): PictureRegion[] =>
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
