import type { Mask } from '../raster/types.ts';
import { packedArea, packedOverlap, packMask, type PackedMask } from './packed-mask.ts';

/** Region similarity J of two packed masks of one size: intersection over union, 1 where both are empty. */
export function packedRegionSimilarity(groundTruth: PackedMask, prediction: PackedMask): number {
  const intersection = packedOverlap(groundTruth, prediction);
  const union = packedArea(groundTruth) + packedArea(prediction) - intersection;
  return union === 0 ? 1 : intersection / union;
}

/** Region similarity J (DAVIS): intersection over union of two masks of one size, 0..1; 1 where both are empty. */
export const regionSimilarity = (groundTruth: Mask, prediction: Mask): number =>
  packedRegionSimilarity(packMask(groundTruth), packMask(prediction));

/** Foreground pixels of a mask as a share of all its pixels, 0..1. */
export function foregroundShare(mask: Mask): number {
  const area = mask.widthPx * mask.heightPx;
  return area === 0 ? 0 : packedArea(packMask(mask)) / area;
}
