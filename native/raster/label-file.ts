import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { failedError } from '../base/errors.ts';
import { readMask } from './image-file.ts';
import { indexesAsBlackAndWhite, isIndexedPng } from './indexed-png.ts';
import { isNetpbm, parseNetpbm, type NetpbmImage } from './netpbm.ts';
import type { Mask } from './types.ts';

/** The colour that a label image gives the background; everything else is foreground. */
export type LabelBackground = 'black' | 'white';

/**
 * Reads a label image as a mask: a palette's index other than 0, a pixel that is not black (PNG, TIFF, WebP, binary
 * PGM and PPM), or, as JPEG blurs borders, one that is brighter than half. `white` is for PGM and PPM whose
 * background is white, as in FBMS-59. Throws a sentence that names the file.
 */
export async function readLabelMask(path: string, background: LabelBackground = 'black'): Promise<Mask> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  if (isNetpbm(bytes)) return netpbmMask(parseNetpbm(bytes, path), background);
  if (isIndexedPng(bytes)) return thresholded(path, indexesAsBlackAndWhite(bytes));
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return thresholded(path, bytes);
  return readMask(path);
}

/** Foreground where the gray value is above half. */
async function thresholded(path: string, bytes: Buffer): Promise<Mask> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', ignoreIcc: true })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const mask = new Uint8Array(data.length);
    for (let i = 0; i < mask.length; i++) mask[i] = data[i]! >> 7;
    return { widthPx: info.width, heightPx: info.height, data: mask };
  } catch (cause) {
    throw failedError(`The image ${path} cannot be read; replace it with an intact PNG.`, {}, { cause });
  }
}

function netpbmMask({ data, channels, maximum, ...size }: NetpbmImage, background: LabelBackground): Mask {
  const level = background === 'black' ? 0 : maximum;
  const mask = new Uint8Array(size.widthPx * size.heightPx);
  for (let i = 0; i < mask.length; i++)
    for (let c = 0; c < channels; c++) if (data[i * channels + c] !== level) mask[i] = 1;
  return { widthPx: size.widthPx, heightPx: size.heightPx, data: mask };
}
