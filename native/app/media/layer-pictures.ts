import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { matteSettingsAt } from '../../api/matte-settings.ts';
import type { Layer } from '../../api/runs.ts';
import type { Fixes } from '../../runs/fixes-file.ts';
import { changePixels, eigenvectorPicture, flowPicture } from '../../pipeline/overviews/stage-pictures.ts';
import { regionsAt } from '../../runs/corrections/held-out.ts';
import { storedCut, type createRecutter } from '../../runs/recut.ts';
import { neighbourOffsets } from '../../runs/shots.ts';
import { readRunMatte } from '../../runs/mattes/matte-file.ts';
import {
  decodeMaskPng,
  decodeRgb,
  encodeMaskPng,
  encodeRgbJpeg,
  encodeRgbPng,
} from '../../raster/image-file.ts';
import type { Mask } from '../../raster/types.ts';
import type { Store } from '../../store/store.ts';
import { drawOverlay } from '../../video/overviews/draw-overlay.ts';
import { coarseMask } from './frame-coarse.ts';
import type { Run } from '../../runs/run.ts';
import type { EncodedPicture } from './encoded-pictures.ts';
import type { PicturePool } from './picture-pool.ts';
import type { MatteTask } from './picture-tasks.ts';
import type { SourceFrames } from './source-frames.ts';

/** What pictures are made from. */
export interface PictureParts {
  readonly store: Store;
  readonly sources: SourceFrames;
  readonly pool: PicturePool;
  readonly recutter: ReturnType<typeof createRecutter>;
}

/** One frame of an opened run. */
export interface FrameRequest {
  readonly run: Run;
  readonly fixes: Fixes;
  /** The frame's ground truth; null where there is none. */
  readonly truth: () => Promise<Mask | null>;
  readonly index: number;
  readonly signal: AbortSignal;
}

const png = (bytes: Uint8Array): EncodedPicture => ({ contentType: 'image/png', bytes });
const fileBytes = (path: string) => readFile(path).catch(() => null);

/** The mask that the run itself made of a frame, whatever a person changed since. */
async function originalMask({ run, index }: FrameRequest): Promise<Uint8Array | null> {
  return (await fileBytes(run.folder.originalMask(index))) ?? fileBytes(run.folder.mask(index));
}

const graphCutMask = (request: FrameRequest): Promise<Uint8Array | null> => {
  const { isRefined, folder } = request.run;
  return isRefined ? fileBytes(folder.graphCutMask(request.index)) : originalMask(request);
};

async function sourcePicture(
  { run, index, signal }: FrameRequest,
  parts: PictureParts,
): Promise<EncodedPicture | null> {
  const clip = await run.openClip();
  return clip === null ? null : parts.sources.picture(clip, index, signal);
}

async function flowLayer(
  { run, index }: FrameRequest,
  { store }: PictureParts,
): Promise<EncodedPicture | null> {
  const { keys, shots, geometry } = run;
  const bytes = store.getBlob(keys.flow(index));
  if (bytes === undefined) return null;
  const stored = { offsets: neighbourOffsets(shots, index), size: geometry.flow, bytes };
  return png(await encodeRgbPng(flowPicture(stored)));
}

async function eigenvectorLayer(
  { run, index }: FrameRequest,
  { store }: PictureParts,
): Promise<EncodedPicture | null> {
  const cut = storedCut(run, store, index);
  if (cut === null) return null;
  return png(await encodeRgbPng(eigenvectorPicture(cut.eigenvector, run.geometry.grid)));
}

/** What a frame's matte is made of, as in exports: the refined soft mask, else the mask that counts. */
async function matteTask(request: FrameRequest, parts: PictureParts): Promise<MatteTask | null> {
  const { run, fixes, index, signal } = request;
  const isChanged = fixes.fixed.has(index) || fixes.locked.has(index);
  const { contour, guideSize } = run.enlarging('segmenter');
  const [soft, clip, matte] = await Promise.all([
    run.isRefined && !isChanged && contour === null ? coarseMask(run, fixes, index, parts) : null,
    run.openClip(),
    readRunMatte(run.folder),
  ]);
  const frame = clip === null ? null : await parts.sources.image(clip, index, signal);
  if (frame === null) return null;
  const settings = matteSettingsAt(matte, index);
  const heldOut = regionsAt(fixes.heldOut, index);
  if (soft !== null) return { ...soft, frame, settings, heldOut };
  const mask = await fileBytes(run.folder.mask(index));
  if (mask === null) return null;
  const { data, ...size } = await decodeMaskPng(mask);
  const coarse = { ...size, data: Float32Array.from(data) };
  return { coarse, enlarging: { guideSize, contour: null }, frame, settings, heldOut };
}

/** The matte, gray. */
async function matteBytes(request: FrameRequest, parts: PictureParts): Promise<Uint8Array | null> {
  const task = await matteTask(request, parts);
  return task === null ? null : parts.pool.matte(task, request.signal);
}

/** The foreground's colours with the matte as alpha. */
async function cutoutLayer(request: FrameRequest, parts: PictureParts): Promise<EncodedPicture | null> {
  const task = await matteTask(request, parts);
  if (task === null) return null;
  return { contentType: 'image/webp', bytes: await parts.pool.cutout(task, request.signal) };
}

/** What changed from the graph cut's mask to the one that counts. */
async function diffLayer(request: FrameRequest): Promise<EncodedPicture | null> {
  const [before, after] = await Promise.all([
    graphCutMask(request),
    fileBytes(request.run.folder.mask(request.index)),
  ]);
  if (before === null || after === null) return null;
  const [earlier, later] = await Promise.all([decodeMaskPng(before), decodeMaskPng(after)]);
  const raw = { width: later.widthPx, height: later.heightPx, channels: 4 } as const;
  return png(
    await sharp(changePixels(earlier, later, 4), { raw })
      .png({ compressionLevel: 3 })
      .toBuffer(),
  );
}

async function overlayLayer(request: FrameRequest, parts: PictureParts): Promise<EncodedPicture | null> {
  const [source, mask] = await Promise.all([
    sourcePicture(request, parts),
    fileBytes(request.run.folder.mask(request.index)),
  ]);
  if (source === null || mask === null) return null;
  const [image, foreground] = await Promise.all([decodeRgb(source.bytes), decodeMaskPng(mask)]);
  return { contentType: 'image/jpeg', bytes: await encodeRgbJpeg(drawOverlay(image, foreground), 88) };
}

const gray = async (bytes: Promise<Uint8Array | null>): Promise<EncodedPicture | null> => {
  const found = await bytes;
  return found === null ? null : png(found);
};

/** Every layer of a frame; null where what it shows is not there, or no longer. */
const layerMakers: Readonly<
  Record<Layer, (request: FrameRequest, parts: PictureParts) => Promise<EncodedPicture | null>>
> = {
  source: sourcePicture,
  flow: flowLayer,
  eigenvector: eigenvectorLayer,
  graphcut: (request) => gray(graphCutMask(request)),
  refined: async (request) => (request.run.isRefined ? gray(originalMask(request)) : null),
  mask: ({ run, index }) => gray(fileBytes(run.folder.mask(index))),
  matte: (request, parts) => gray(matteBytes(request, parts)),
  cutout: cutoutLayer,
  diff: diffLayer,
  truth: async ({ truth }) => {
    const mask = await truth();
    return mask === null ? null : png(await encodeMaskPng(mask));
  },
  overlay: overlayLayer,
};

/** A layer of a frame, at most `maxSidePx` long (the layer's own size without it). */
export async function layerPicture(
  layer: Layer,
  request: FrameRequest,
  maxSidePx: number | null,
  parts: PictureParts,
): Promise<EncodedPicture | null> {
  const picture = await layerMakers[layer](request, parts);
  return picture === null || maxSidePx === null ? picture : reduced(picture, maxSidePx);
}

/** The picture in its own format, gray where it is, with no side longer than `maxSidePx`. */
export async function reduced(
  { contentType, bytes }: EncodedPicture,
  maxSidePx: number,
): Promise<EncodedPicture> {
  const size = { width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true } as const;
  const image = sharp(bytes);
  if (contentType !== 'image/png') {
    const small = image.resize(size);
    const encoded =
      contentType === 'image/webp' ? small.webp({ quality: 80, effort: 0 }) : small.jpeg({ quality: 85 });
    return { contentType, bytes: await encoded.toBuffer() };
  }
  const isGray = (await image.metadata()).space === 'b-w';
  // A mask has no detail that Lanczos would keep: so, and in one channel, it takes a third of the time.
  const small = isGray
    ? image.resize({ ...size, kernel: 'linear' }).toColourspace('b-w')
    : image.resize(size);
  return { contentType, bytes: await small.png({ compressionLevel: 3 }).toBuffer() };
}
