import type { RgbImage } from '../../raster/types.ts';

/** A plane in memory that threads share, so that no thread is sent a copy. */
export const sharedPlane = (pixels: number): Float32Array =>
  new Float32Array(new SharedArrayBuffer(4 * pixels));

/** A picture in memory that threads share. */
export function shareImage({ data, ...size }: RgbImage): RgbImage {
  if (data.buffer instanceof SharedArrayBuffer) return { ...size, data };
  const shared = new Uint8Array(new SharedArrayBuffer(data.length));
  shared.set(data);
  return { ...size, data: shared };
}
