import { pixelsToLab } from '../raster/lab.ts';
import type { PatchFeatures, PatchGrid, RgbImage } from '../raster/types.ts';
import { fourierFeatures, gaussianFrequencies } from './fourier-features.ts';
import { patchMeans } from './patch-means.ts';

/** Colour difference at which two patches' similarity has fallen to exp(-1/2), in CIE L*a*b* units. */
const LAB_BANDWIDTH = 12;
/** Frequencies of the lifting; features have twice as many dimensions. */
export const EMBEDDED_FREQUENCIES = 64;

const frequencies = gaussianFrequencies(EMBEDDED_FREQUENCIES, 3);

/**
 * The embedded appearance encoder: the mean colour of each patch, lifted so that the cosine of two patches is a
 * Gaussian of their colour difference. `frame` has the working resolution; returns unit vectors [N, 128].
 */
export function embeddedAppearance(frame: RgbImage, grid: PatchGrid): PatchFeatures {
  const lab = new Float32Array(frame.data.length);
  pixelsToLab(frame.data, lab);
  const descriptors = patchMeans(lab, 3, frame, grid);
  for (let i = 0; i < descriptors.length; i++) descriptors[i]! /= LAB_BANDWIDTH;
  return { ...grid, dim: 2 * EMBEDDED_FREQUENCIES, data: fourierFeatures(descriptors, 3, frequencies) };
}
