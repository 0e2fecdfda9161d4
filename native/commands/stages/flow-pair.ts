import type { Flow, RunConfig } from '../../api/run-config.ts';
import type { StageContext } from '../../base/context.ts';
import { failedError } from '../../base/errors.ts';
import { readRgbImage } from '../../raster/image-file.ts';
import { resizeRgbArea } from '../../raster/resample.ts';
import type { FlowField, RasterSize } from '../../raster/types.ts';
import { createFlowEstimator } from '../../pipeline/flow-estimators.ts';

/** What `fodvid flow` is asked for. */
export interface FlowPairRequest {
  /** Paths of the two pictures. */
  readonly image1: string;
  readonly image2: string;
  readonly flow: Flow;
  /** A checkpoint of the flow's family; by default the registered one from the model folder. */
  readonly weightsPath?: string;
  /** What runs a network: `auto` unless said. */
  readonly provider?: RunConfig['provider'];
  /** The size at which the flow is estimated and returned; by default the pictures' own. */
  readonly size?: RasterSize;
}

const sizeText = ({ widthPx, heightPx }: RasterSize) => `${widthPx}x${heightPx}`;

/**
 * The flow from the first picture to the second, in pixels of the size at which it comes. Throws a sentence naming
 * the files when one cannot be read or their sizes differ.
 */
export async function flowOfPair(request: FlowPairRequest, context: StageContext): Promise<FlowField> {
  const { image1, image2, size, provider = 'auto' } = request;
  const estimator = await createFlowEstimator({ ...request, provider }, context);
  try {
    const [first, second] = await Promise.all([readRgbImage(image1), readRgbImage(image2)]);
    if (sizeText(first) !== sizeText(second))
      throw failedError(
        `The pictures differ in size (${image1}: ${sizeText(first)}, ${image2}: ${sizeText(second)}); ` +
          'optical flow needs two of the same size.',
        { stage: 'flow' },
      );
    const resized = (image: typeof first) => (size === undefined ? image : resizeRgbArea(image, size));
    context.progress.report(0, 1);
    const [field] = await estimator.estimatePairs(resized(first), [resized(second)], context.signal);
    context.progress.report(1, 1);
    return field!;
  } finally {
    await estimator.dispose();
  }
}
