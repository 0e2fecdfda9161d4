import { silentProgress } from '../base/context.ts';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { RunConfig } from '../api/run-config.ts';
import { failedError, FodvidError, throwIfCancelled } from '../base/errors.ts';
import { chooseProvider } from '../onnx/providers.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { sharesOfGray } from '../raster/gray-levels.ts';
import { encodeGrayPng, readRgbImage } from '../raster/image-file.ts';
import type { RgbImage } from '../raster/types.ts';
import { openModel, type AppliedModel } from '../refine/applied-model.ts';
import { decodeFrames } from '../video/decode-frames.ts';
import { encodeOverlay } from '../video/overviews/encode-overlay.ts';
import { probeClip } from '../video/probe-clip.ts';
import { prepareOutDir } from '../runs/clip-folders.ts';
import { createFramePool, type FramePool } from '../pipeline/frame-pool.ts';
import { runFolder } from '../runs/run-folder.ts';
import { orderedMap } from '../base/ordered-map.ts';
import type { ProgressNode } from '../base/progress.ts';

/** What `fodvid apply` is asked for. */
export interface ApplyRequest {
  readonly modelPath: string;
  /** Videos, folders of frames, and single pictures. */
  readonly inputs: readonly string[];
  readonly outDir: string;
  readonly provider: RunConfig['provider'];
  /** Also writes the network's soft masks, as gray pictures at its own resolution. */
  readonly soft: boolean;
}

/** What became of one input. */
export type AppliedInput =
  | { readonly input: string; readonly state: 'done'; readonly frameCount: number; readonly masks: string }
  | { readonly input: string; readonly state: 'failed'; readonly error: string };

/** What everything here works with. */
interface Applying {
  readonly model: AppliedModel;
  readonly pool: FramePool;
  readonly signal: AbortSignal;
  readonly soft: boolean;
}

const pictureExtensions = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff']);

async function readModelFile(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw failedError(
      `The model ${path} cannot be read; give the model.onnx of a refined run.`,
      {},
      { cause: error },
    );
  });
}

async function isPicture(path: string): Promise<boolean> {
  if (!pictureExtensions.has(extname(path).toLowerCase())) return false;
  return (await stat(path).catch(() => null))?.isFile() === true;
}

/** The soft mask of one picture, which goes to `softPath` too where that is asked for. */
async function segment({ model, soft }: Applying, frame: RgbImage, softPath: string) {
  const gray = await model.segment(frame);
  if (soft) await writeFileAtomically(softPath, await encodeGrayPng(gray));
  const coarse = { ...gray, data: sharesOfGray(gray.data) };
  return { frame, coarse, enlarging: { guideSize: model.input, contour: null } };
}

async function applyToPicture(applying: Applying, path: string, stem: string): Promise<number> {
  const task = await segment(applying, await readRgbImage(path), `${stem}.soft.png`);
  const { png } = await applying.pool.run('maskTask', task);
  await writeFileAtomically(`${stem}.png`, png);
  return 1;
}

async function applyToClip(
  applying: Applying,
  path: string,
  dir: string,
  progress: ProgressNode,
): Promise<number> {
  const { signal, pool } = applying;
  const context = { signal, progress: silentProgress };
  const clip = await probeClip(path, context);
  const folder = runFolder(dir);
  const finished = orderedMap(decodeFrames(clip, {}, context), pool.parallelism, async ({ index, image }) => {
    throwIfCancelled(signal);
    const task = {
      ...(await segment(applying, image, join(dir, 'soft', folder.maskName(index)))),
      before: null,
    };
    const { png, overlay } = await pool.run('overlayTask', task, { handedOver: [image.data] });
    await writeFileAtomically(folder.mask(index), png);
    return { index, overlay };
  });
  async function* overlays(): AsyncGenerator<RgbImage> {
    for await (const { index, overlay } of finished) {
      yield overlay;
      progress.report(index + 1, clip.frameCount);
    }
  }
  const target = { outPath: folder.overlayPath, size: clip, timesSec: clip.timesSec };
  await encodeOverlay(target, overlays(), context);
  return clip.frameCount;
}

/** A name within the output folder for each input, its own or with a number behind. */
function outputNames(inputs: readonly string[]): string[] {
  const taken = new Set<string>();
  return inputs.map((path) => {
    const name = basename(path, extname(path)) || 'clip';
    let unique = name;
    for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${name}-${count}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/**
 * Segments anything by a trained network, frame by frame and without flow (paper, section 3.2): `DIR/<clip>/masks` and
 * `overlay.mp4` of clips, `DIR/<picture>.png` of pictures. One input that fails does not stop the others. Throws
 * where the model or the output folder does not work, and the cancellation error.
 */
export async function applyModel(
  request: ApplyRequest,
  signal: AbortSignal,
  progress: ProgressNode,
): Promise<AppliedInput[]> {
  const { modelPath, inputs, outDir, soft } = request;
  await prepareOutDir(outDir);
  const bytes = await readModelFile(modelPath);
  const model = await openModel(bytes, modelPath, await chooseProvider(request.provider));
  const applying = { model, pool: createFramePool(), signal, soft };
  const names = outputNames(inputs);
  const parts = progress.split(Object.fromEntries(names.map((name) => [name, 1])));
  const results: AppliedInput[] = [];
  try {
    for (const [i, input] of inputs.entries())
      results.push(await applyToOne(applying, input, join(outDir, names[i]!), parts[names[i]!]!));
    return results;
  } finally {
    await Promise.all([applying.pool.dispose(), model.dispose()]);
  }
}

async function applyToOne(
  applying: Applying,
  input: string,
  place: string,
  progress: ProgressNode,
): Promise<AppliedInput> {
  throwIfCancelled(applying.signal);
  try {
    const picture = await isPicture(input);
    const frameCount = picture
      ? await applyToPicture(applying, input, place)
      : await applyToClip(applying, input, place, progress);
    progress.report(frameCount, frameCount);
    return { input, state: 'done', frameCount, masks: picture ? `${place}.png` : runFolder(place).masksDir };
  } catch (error) {
    if (!(error instanceof FodvidError) || error.kind === 'cancelled') throw error;
    return { input, state: 'failed', error: error.withAdvice };
  } finally {
    progress.close();
  }
}
