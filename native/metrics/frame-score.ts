import { failedError } from '../base/errors.ts';
import type { Mask } from '../raster/types.ts';
import { packedBoundaryMeasure } from './boundary-measure.ts';
import { packMask } from './packed-mask.ts';
import { packedRegionSimilarity } from './region-similarity.ts';

/** Region similarity J and boundary measure F of one frame, each 0..1. */
export interface FrameScore {
  readonly J: number;
  readonly F: number;
}

/** J and F of a predicted mask; throws a `failed` error where its size is not the ground truth's. */
export function scoreFrame(groundTruth: Mask, prediction: Mask): FrameScore {
  checkSizes(groundTruth, prediction);
  const truth = packMask(groundTruth);
  const guess = packMask(prediction);
  return { J: packedRegionSimilarity(truth, guess), F: packedBoundaryMeasure(truth, guess) };
}

/** F of a predicted mask at several tolerances in pixels, by the tolerance; throws where the sizes differ. */
export function boundaryScores(
  groundTruth: Mask,
  prediction: Mask,
  tolerancesPx: readonly number[],
): Record<string, number> {
  checkSizes(groundTruth, prediction);
  const truth = packMask(groundTruth);
  const guess = packMask(prediction);
  return Object.fromEntries(
    tolerancesPx.map((tolerance) => [String(tolerance), packedBoundaryMeasure(truth, guess, tolerance)]),
  );
}

function checkSizes(groundTruth: Mask, prediction: Mask): void {
  if (groundTruth.widthPx !== prediction.widthPx || groundTruth.heightPx !== prediction.heightPx)
    throw failedError(
      `The prediction is ${sizeOf(prediction)} but its ground truth is ${sizeOf(groundTruth)}; ` +
        'bring the predicted masks to the size of the ground truth.',
      { stage: 'metrics' },
    );
}

const sizeOf = ({ widthPx, heightPx }: Mask): string => `${widthPx} × ${heightPx}`;
