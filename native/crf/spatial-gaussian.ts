import type { RasterSize } from '../raster/types.ts';
import type { GaussianFilter } from './permutohedral-lattice.ts';

/** Beyond so many standard deviations the kernel counts as 0. */
const REACH = 4;

/** Half of a Gaussian kernel, from its middle outwards. */
function halfKernel(sigmaPx: number): Float32Array {
  return Float32Array.from({ length: Math.ceil(REACH * sigmaPx) + 1 }, (_, k) =>
    Math.exp(-(k * k) / (2 * sigmaPx * sigmaPx)),
  );
}

/** Adds `weight` times the line shifted by `shift` elements, either way, to `sum`, within the picture. */
function addShifted(sum: Float32Array, line: Float32Array, shift: number, weight: number): void {
  for (let i = shift; i < sum.length; i++) sum[i]! += weight * line[i - shift]!;
  for (let i = 0; i + shift < sum.length; i++) sum[i]! += weight * line[i + shift]!;
}

/** The Gaussian filter of pixel positions alone, which falls into rows and columns; outside the picture nothing is. */
export function spatialGaussian({ widthPx, heightPx }: RasterSize, sigmaPx: number): GaussianFilter {
  const kernel = halfKernel(sigmaPx);
  const across = new Float32Array(widthPx * heightPx);
  return {
    apply(values) {
      for (let y = 0; y < heightPx; y++) {
        const row = values.subarray(y * widthPx, (y + 1) * widthPx);
        const sum = across.subarray(y * widthPx, (y + 1) * widthPx);
        sum.set(row);
        for (let k = 1; k < kernel.length; k++) addShifted(sum, row, k, kernel[k]!);
      }
      const filtered = across.slice();
      for (let k = 1; k < kernel.length; k++) addShifted(filtered, across, k * widthPx, kernel[k]!);
      return filtered;
    },
  };
}
