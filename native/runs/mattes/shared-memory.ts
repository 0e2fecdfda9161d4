import type { RgbImage } from '../../raster/types.ts';

/** Bytes that threads share, so that no thread is sent a copy. */
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

/** A picture in memory that threads share. */
export function shareImage({ data, ...size }: RgbImage): RgbImage {
  if (data.buffer instanceof SharedArrayBuffer) return { ...size, data };
  const shared = sharedBytes(data.length);
  shared.set(data);
  return { ...size, data: shared };
}
