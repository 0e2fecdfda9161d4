import { silentProgress } from '../../base/context.ts';
import type { ParameterValues } from '../../onnx/autodiff/flat-parameters.ts';
import { writeRgbPng } from '../../raster/image-file.ts';
import type { RgbImage } from '../../raster/types.ts';
import { predict } from '../../refine/predict.ts';
import { drawContactSheet } from '../../video/overviews/draw-contact-sheet.ts';
import type { RefineWork } from './refine-work.ts';
import { recallInput, recallTarget } from './training-data.ts';

/** Frames of the preview, evenly spread over the clip. */
const SAMPLES = 6;

/** Gray levels as a picture. */
function grayPicture(size: RefineWork['segmenter']['output'], levels: Uint8Array): RgbImage {
  const data = new Uint8Array(3 * levels.length);
  levels.forEach((level, i) => data.fill(level, 3 * i, 3 * i + 3));
  return { widthPx: size.widthPx, heightPx: size.heightPx, data };
}

/**
 * Early masks of a training under way: a picture at `path`, the pseudo masks of some frames above, and below them a
 * row of the network's soft masks for each call.
 */
export function trainingPreview(refine: RefineWork, path: string) {
  const { work, segmenter, provider } = refine;
  const { clip, signal } = work;
  const columns = Math.min(SAMPLES, clip.frameCount);
  const frames = Array.from({ length: columns }, (_, k) =>
    Math.floor(((k + 0.5) * clip.frameCount) / columns),
  );
  const pseudo = frames.map((frame) => grayPicture(segmenter.output, recallTarget(refine, frame)));
  const rows = [{ label: 'graph cut', images: pseudo }];
  return async (parameters: ParameterValues, step: number): Promise<void> => {
    const images: RgbImage[] = [];
    const options = {
      segmenter,
      parameters,
      provider,
      frames,
      input: (frame: number) => recallInput(refine, frame),
      keep: (masks: readonly { readonly soft: Uint8Array }[]) => {
        images.push(...masks.map(({ soft }) => grayPicture(segmenter.output, soft)));
      },
    };
    await predict(options, { signal, progress: silentProgress });
    rows.push({ label: `step ${step}`, images });
    const columnLabels = frames.map((frame) => `frame ${frame}`);
    const sheet = await drawContactSheet(rows, { title: `${clip.name}: training`, columnLabels });
    await writeRgbPng(path, sheet);
  };
}
