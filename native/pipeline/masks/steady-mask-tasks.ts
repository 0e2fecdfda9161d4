import { blockLevels, type MattedFrame } from '../../matte/temporal-smoothing.ts';
import { solidMask } from '../../matte/solid-mask.ts';
import { decodeMaskPng, encodeMaskPng } from '../../raster/image-file.ts';
import type { RasterSize } from '../../raster/types.ts';
import { sharedBytes } from '../../runs/mattes/shared-memory.ts';

const MOST_LEVEL = 65535;

/** A mask file as a hard matte, in memory that threads share, and its blocks (see `blockLevels`). */
export async function drawnMaskTask({
  png,
}: {
  readonly png: Uint8Array;
}): Promise<Pick<MattedFrame, 'alpha' | 'blocks'>> {
  const mask = await decodeMaskPng(png);
  const alpha = new Uint16Array(sharedBytes(2 * mask.data.length).buffer);
  mask.data.forEach((value, i) => (alpha[i] = value * MOST_LEVEL));
  return { alpha, blocks: blockLevels(alpha, mask) };
}

/** The mask file of a smoothed matte, [H, W] of 0..65535, cut at one half, without the cracks and pinholes that smoothing left. */
export function steadyMaskTask({
  alpha,
  ...size
}: RasterSize & { readonly alpha: Uint16Array }): Promise<Uint8Array> {
  const data = Uint8Array.from(alpha, (level) => level >> 15);
  return encodeMaskPng(solidMask({ ...size, data }));
}
