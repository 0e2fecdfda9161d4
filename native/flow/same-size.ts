import { failedError } from '../base/errors.ts';
import type { RasterSize } from '../raster/types.ts';

/** Throws, naming both sizes, unless two pictures whose flow is wanted have one size. */
export function requireSameSize(first: RasterSize, second: RasterSize): void {
  if (first.widthPx === second.widthPx && first.heightPx === second.heightPx) return;
  throw failedError(
    `Optical flow needs two pictures of one size, but these are ${first.widthPx}x${first.heightPx} and ` +
      `${second.widthPx}x${second.heightPx}; resize one of them.`,
    { stage: 'flow' },
  );
}
