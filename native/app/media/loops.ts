import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { guidedUpsample } from '../../matte/guided-upsampling.ts';
import { type FrameRange, rangeLength } from '../../base/frame-indices.ts';
import { candidateMask, storedCandidates } from '../../runs/candidates/shot-candidates.ts';
import type { RasterSize, RgbImage } from '../../raster/types.ts';
import type { Run } from '../../runs/run.ts';
import type { PictureParts } from './layer-pictures.ts';
import type { EncodedPicture } from './encoded-pictures.ts';

/** What of a run a looping picture shows. */
export interface LoopRequest {
  readonly run: Run;
  /** A candidate of the shot of a frame; null for the masks that count. */
  readonly candidate: { readonly frame: number; readonly id: number } | null;
  readonly maxSidePx: number;
  /** One frame from the middle only. */
  readonly still: boolean;
  readonly signal: AbortSignal;
}

/** Frames of a loop, and how long each shows. */
const LOOP_FRAMES = 12;
const FRAME_MS = 130;
/** How steep a candidate's edge is: its mask will be cut at one half. */
const EDGE = 4;
/** How bright what is not the object stays. */
const REST = 0.35;

/** A frame's share of object, gray 0..255, at a small picture's size; null where it is not there. */
type SmallMask = (index: number, frame: RgbImage) => Promise<ArrayLike<number> | null>;

/** The run's mask file, reduced. */
const maskOfRun =
  (run: Run): SmallMask =>
  async (index, { widthPx, heightPx }) => {
    const bytes = await readFile(run.folder.mask(index)).catch(() => null);
    if (bytes === null) return null;
    const small = sharp(bytes).resize({ width: widthPx, height: heightPx, fit: 'fill', kernel: 'linear' });
    return small.extractChannel(0).raw().toBuffer();
  };

/** A candidate's mask with the edges of the small picture; null where the cache no longer holds the candidates. */
function maskOfCandidate(
  run: Run,
  { frame, id }: NonNullable<LoopRequest['candidate']>,
  { store }: PictureParts,
): { readonly range: FrameRange; readonly mask: SmallMask } | null {
  const candidates = storedCandidates(run, store, frame);
  if (candidates === null || id >= candidates.count) return null;
  const mask: SmallMask = (index, image) => {
    const coarse = candidateMask(run, candidates, id, index);
    const { data } = guidedUpsample(coarse, image, image);
    return Promise.resolve(Uint8ClampedArray.from(data, (share) => 255 * (0.5 + EDGE * (share - 0.5))));
  };
  return { range: candidates, mask };
}

/** The object in colour, the rest dark and gray. */
function lit({ data, ...size }: RgbImage, mask: ArrayLike<number>): RgbImage {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < mask.length; i++) {
    const share = mask[i]! / 255;
    const luma = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
    const rest = (1 - share) * REST * luma;
    for (let c = 0; c < 3; c++) out[3 * i + c] = Math.round(share * data[3 * i + c]! + rest);
  }
  return { ...size, data: out };
}

/** About evenly spaced frames of a range. */
function sampled(range: FrameRange, count: number): number[] {
  const frames = rangeLength(range);
  const taken = Math.min(frames, count);
  return Array.from({ length: taken }, (_, k) => range.first + Math.floor(((k + 0.5) * frames) / taken));
}

/** The size of a picture whose longest side is `sidePx`, of a source of any size. */
function smallSize({ widthPx, heightPx }: RasterSize, sidePx: number): RasterSize {
  const scale = Math.min(1, sidePx / Math.max(widthPx, heightPx));
  return {
    widthPx: Math.max(1, Math.round(widthPx * scale)),
    heightPx: Math.max(1, Math.round(heightPx * scale)),
  };
}

/** A small looping picture (animated WebP) of the object in a run or a candidate; null where it is not there, or no longer. */
export async function loopPicture(request: LoopRequest, parts: PictureParts): Promise<EncodedPicture | null> {
  const { run, candidate, maxSidePx, still, signal } = request;
  const clip = await run.openClip();
  const whole = { range: { first: 0, last: run.report.frameCount - 1 }, mask: maskOfRun(run) };
  const shown = candidate === null ? whole : maskOfCandidate(run, candidate, parts);
  if (clip === null || shown === null) return null;
  const { widthPx, heightPx } = smallSize(run.report, maxSidePx);
  const pictures: Uint8Array[] = [];
  for (const index of sampled(shown.range, still ? 1 : LOOP_FRAMES)) {
    const source = await parts.sources.picture(clip, index, signal);
    if (source === null) continue;
    const small = sharp(source.bytes).resize({ width: widthPx, height: heightPx, fit: 'fill' });
    const data = new Uint8Array(await small.removeAlpha().toColourspace('srgb').raw().toBuffer());
    const image = { widthPx, heightPx, data };
    const mask = await shown.mask(index, image);
    if (mask !== null) pictures.push(lit(image, mask).data);
  }
  if (pictures.length === 0) return null;
  return { contentType: 'image/webp', bytes: await animated(pictures, { widthPx, heightPx }) };
}

/** Pictures of one size, RGB, one after the other for ever. */
async function animated(
  pictures: readonly Uint8Array[],
  { widthPx, heightPx }: RasterSize,
): Promise<Uint8Array> {
  const raw = {
    width: widthPx,
    height: heightPx * pictures.length,
    channels: 3,
    pageHeight: heightPx,
  } as const;
  const webp = { quality: 72, effort: 1, loop: 0, delay: pictures.map(() => FRAME_MS) };
  return sharp(Buffer.concat(pictures), { raw }).webp(webp).toBuffer();
}
