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
  if (groundTruth.widthPx !== prediction.widthPx || groundTruth.heightPx !== prediction.heightPx)
    throw failedError(
      `The prediction is ${sizeOf(prediction)} but its ground truth is ${sizeOf(groundTruth)}; ` +
        'bring the predicted masks to the size of the ground truth.',
      { stage: 'metrics' },
    );
  const truth = packMask(groundTruth);
  const guess = packMask(prediction);
  return { J: packedRegionSimilarity(truth, guess), F: packedBoundaryMeasure(truth, guess) };
}

const sizeOf = ({ widthPx, heightPx }: Mask): string => `${widthPx} × ${heightPx}`;
