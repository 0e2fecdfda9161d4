import { failedError } from '../base/errors.ts';
import type { RasterSize } from './types.ts';

/** A binary PGM (1 channel) or PPM (3 channels): samples 0..`maximum`, [H, W, channels]. */
export interface NetpbmImage extends RasterSize {
  readonly channels: 1 | 3;
  readonly maximum: number;
  readonly data: Uint8Array;
}

/** Whether the bytes begin as a binary PGM (`P5`) or PPM (`P6`). */
export const isNetpbm = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && (bytes[1] === 0x35 || bytes[1] === 0x36);

/** Parses a binary 8-bit PGM or PPM (the netpbm formats); `path` names it in errors, which are of kind `failed`. */
export function parseNetpbm(bytes: Uint8Array, path: string): NetpbmImage {
  const header = readHeader(bytes);
  if (header === null || header.maximum < 1 || header.maximum > 255)
    throw failedError(`${path} is not an 8-bit PGM or PPM; convert it to PNG.`);
  const channels = bytes[1] === 0x35 ? 1 : 3;
  const size = header.widthPx * header.heightPx * channels;
  const data = bytes.subarray(header.offset, header.offset + size);
  if (data.length < size)
    throw failedError(
      `${path} is cut short (${data.length} of ${size} samples); replace it with an intact copy.`,
    );
  return { ...header, channels, data };
}

/** Width, height and maximum as decimal fields between blanks and `#` comments; one blank ends the header. */
function readHeader(bytes: Uint8Array) {
  const text = Buffer.from(bytes.subarray(2, 1024)).toString('latin1');
  const field = String.raw`(?:\s|#[^\n]*\n)+(\d+)`;
  const match = new RegExp(`^${field}${field}${field}\\s`).exec(text);
  if (match === null) return null;
  const [widthPx, heightPx, maximum] = match.slice(1).map(Number) as [number, number, number];
  return { widthPx, heightPx, maximum, offset: 2 + match[0].length };
}
