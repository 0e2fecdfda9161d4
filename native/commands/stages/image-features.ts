import { patchSides } from '../../api/run-config.ts';
import type { RunConfig } from '../../api/run-config.ts';
import type { StageContext } from '../../base/context.ts';
import { usageError } from '../../base/errors.ts';
import { createDinoEncoder, dinoPatchPx } from '../../features/dino-encoder.ts';
import { embeddedAppearance } from '../../features/embedded-appearance.ts';
import { chooseProvider } from '../../onnx/providers.ts';
import { readRgbImage } from '../../raster/image-file.ts';
import { resizeRgbArea } from '../../raster/resample.ts';
import type { RasterSize, RgbImage } from '../../raster/types.ts';
import { writeSafetensors } from '../../weights/formats/safetensors.ts';
import { readStateDict } from '../../weights/formats/weight-file.ts';
import { requireModels } from '../../weights/library/models.ts';

/** What `fodvid features` is asked for. */
export interface ImageFeaturesRequest {
  readonly imagePath: string;
  readonly encoder: RunConfig['encoder'];
  /** A checkpoint of the encoder's family; by default the registered one from the model folder. */
  readonly weightsPath?: string;
  /** The encoder's input; by default the picture's own size. */
  readonly size?: RasterSize;
  readonly provider: RunConfig['provider'];
  readonly outPath: string;
}

/** What was written. */
export interface ImageFeatures {
  readonly rows: number;
  readonly cols: number;
  readonly dim: number;
}

function requireDivisible({ widthPx, heightPx }: RasterSize, patchPx: number): void {
  if (widthPx % patchPx === 0 && heightPx % patchPx === 0) return;
  const whole = (side: number) => Math.max(1, Math.round(side / patchPx)) * patchPx;
  throw usageError(
    `A picture of ${widthPx} × ${heightPx} pixels does not divide into patches of ${patchPx}; ` +
      `choose --size ${whole(heightPx)}x${whole(widthPx)}, for example.`,
    { stage: 'features' },
  );
}

async function embeddedFeatures(picture: RgbImage, outPath: string): Promise<ImageFeatures> {
  const patchPx = patchSides.embedded;
  requireDivisible(picture, patchPx);
  const grid = { rows: picture.heightPx / patchPx, cols: picture.widthPx / patchPx };
  const { rows, cols, dim, data } = embeddedAppearance(picture, grid);
  const tensor = { dtype: 'F32', shape: [rows * cols, dim], data } as const;
  await writeSafetensors(outPath, { tokens: tensor, keys: tensor });
  return { rows, cols, dim };
}

async function dinoFeatures(
  picture: RgbImage,
  request: ImageFeaturesRequest,
  context: StageContext,
): Promise<ImageFeatures> {
  const path =
    request.weightsPath ?? (await requireModels([request.encoder], context)).get(request.encoder)!.path;
  const weights = await readStateDict(path);
  requireDivisible(picture, dinoPatchPx(weights));
  const encoder = createDinoEncoder({
    weights,
    size: picture,
    provider: await chooseProvider(request.provider),
    outputs: ['tokens', 'keys'],
  });
  try {
    const { rows, cols, dim } = encoder;
    const features = await encoder.encode(picture);
    await writeSafetensors(request.outPath, {
      tokens: { dtype: 'F32', shape: [rows * cols + 1, dim], data: features['tokens']! },
      keys: { dtype: 'F32', shape: [rows * cols, dim], data: features['keys']! },
    });
    return { rows, cols, dim };
  } finally {
    await encoder.dispose();
  }
}

/**
 * Writes the patch features of one picture as safetensors: `tokens` [N + 1, D] of DINO, class token first (the embedded
 * encoder has none: [N, D]), and `keys` [N, D]. Throws a sentence where the patch does not divide the picture, the
 * weights do not fit, or a file cannot be read.
 */
export async function imageFeatures(
  request: ImageFeaturesRequest,
  context: StageContext,
): Promise<ImageFeatures> {
  const image = await readRgbImage(request.imagePath);
  const picture = request.size === undefined ? image : resizeRgbArea(image, request.size);
  context.progress.report(0, 1);
  const written =
    request.encoder === 'embedded'
      ? await embeddedFeatures(picture, request.outPath)
      : await dinoFeatures(picture, request, context);
  context.progress.report(1, 1);
  return written;
}
