import type { RasterSize } from '../raster/types.ts';
import type { GaussianFilter } from './permutohedral-lattice.ts';

/** Beyond so many standard deviations the kernel counts as 0. */
const REACH = 3;

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

/** Adds `weight` times a line to `sum`. */
function addLine(sum: Float32Array, line: Float32Array, weight: number): void {
  const length = sum.length;
  for (let i = 0; i < length; i++) sum[i]! += weight * line[i]!;
}

/** The Gaussian filter of pixel positions alone, which falls into rows and columns; outside the picture nothing is. */
export function spatialGaussian({ widthPx, heightPx }: RasterSize, sigmaPx: number): GaussianFilter {
  const kernel = halfKernel(sigmaPx);
  const reach = kernel.length - 1;
  const across = new Float32Array(widthPx * heightPx);
  const current = new Float32Array(widthPx * heightPx);
  let filtered = new Float32Array(widthPx * heightPx);

  /** Adds a value at one pixel to all that it reaches. */
  function scatter(pixel: number, value: number): void {
    const x = pixel % widthPx;
    const y = (pixel - x) / widthPx;
    const [left, right] = [Math.max(0, x - reach), Math.min(widthPx - 1, x + reach)];
    for (let row = Math.max(0, y - reach); row <= Math.min(heightPx - 1, y + reach); row++) {
      const weight = value * kernel[Math.abs(row - y)]!;
      for (let col = left; col <= right; col++)
        filtered[row * widthPx + col]! += weight * kernel[Math.abs(col - x)]!;
    }
  }

  function filterAll(): void {
    for (let y = 0; y < heightPx; y++) {
      const row = current.subarray(y * widthPx, (y + 1) * widthPx);
      const sum = across.subarray(y * widthPx, (y + 1) * widthPx);
      sum.set(row);
      for (let k = 1; k < kernel.length; k++) addShifted(sum, row, k, kernel[k]!);
    }
    filtered = across.slice();
    const row = (y: number) => across.subarray(y * widthPx, (y + 1) * widthPx);
    for (let y = 0; y < heightPx; y++) {
      const sum = filtered.subarray(y * widthPx, (y + 1) * widthPx);
      for (let k = 1; k < kernel.length; k++) {
        if (y >= k) addLine(sum, row(y - k), kernel[k]!);
        if (y + k < heightPx) addLine(sum, row(y + k), kernel[k]!);
      }
    }
  }

  return {
    apply(values) {
      current.set(values);
      filterAll();
      return filtered.slice();
    },
    change(pixels, additions) {
      for (let i = 0; i < pixels.length; i++) current[pixels[i]!]! += additions[i]!;
      // One by one a pixel costs as much as ten in rows and columns.
      if (10 * pixels.length > current.length) filterAll();
      else for (let i = 0; i < pixels.length; i++) scatter(pixels[i]!, additions[i]!);
      return Float32Array.from(pixels, (pixel) => filtered[pixel]!);
    },
  };
}
