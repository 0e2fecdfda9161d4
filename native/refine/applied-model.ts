import { failedError } from '../base/errors.ts';
import { createSession, type Provider } from '../onnx/session.ts';
import { grayLevels } from '../raster/gray-levels.ts';
import { resizeRgbArea } from '../raster/resample.ts';
import type { RasterSize, RgbImage } from '../raster/types.ts';

/** One plane of gray levels: `data` is [H, W], 0..255. */
export interface GrayImage extends RasterSize {
  readonly data: Uint8Array;
}

/** An exported segmentation network, ready for pictures of any size. */
export interface AppliedModel {
  /** The size to which pictures are reduced, and that of the soft masks. */
  readonly input: RasterSize;
  readonly output: RasterSize;
  /** The soft mask of a picture at the output's size, gray levels 0..255 as a run keeps them. Calls may overlap. */
  segment(picture: RgbImage): Promise<GrayImage>;
  dispose(): Promise<void>;
}

/** Opens the bytes of an .onnx file that `exportModel` made; throws a sentence naming `path` for any other. */
export async function openModel(bytes: Uint8Array, path: string, provider: Provider): Promise<AppliedModel> {
  const session = await createSession(bytes, { provider }).catch((error: unknown) => {
    throw failedError(
      `${path} cannot be opened as an ONNX model; give the model.onnx of a refined run.`,
      { stage: 'apply' },
      { cause: error },
    );
  });
  const image = session.inputs[0];
  const [batch, height, width, channels] = (image?.shape ?? []).map(Number);
  const fits =
    session.inputs.length === 1 &&
    image?.name === 'image' &&
    image.dtype === 'uint8' &&
    batch === 1 &&
    channels === 3;
  if (!fits || height === undefined || width === undefined || !session.outputNames.includes('mask')) {
    await session.dispose();
    throw failedError(
      `${path} is an ONNX model, but none that segments pictures here (it should take 'image', uint8 ` +
        "[1, height, width, 3], and give 'mask'); give the model.onnx of a refined run.",
      { stage: 'apply' },
    );
  }
  const input = { widthPx: width, heightPx: height };
  const run = async (picture: RgbImage): Promise<GrayImage> => {
    const { mask } = await session.run({ image: resizeRgbArea(picture, input).data });
    const [, , rows, cols] = mask!.shape as [number, number, number, number];
    return { widthPx: cols, heightPx: rows, data: grayLevels(mask!.data as Float32Array) };
  };
  const { widthPx, heightPx } = await run({ ...input, data: new Uint8Array(3 * width * height) });
  return { input, output: { widthPx, heightPx }, segment: run, dispose: () => session.dispose() };
}
