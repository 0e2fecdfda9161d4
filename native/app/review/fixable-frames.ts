import { errorWords } from '../../base/error-words.ts';
import { failedError, type FodvidError, usageError } from '../../base/errors.ts';
import { type FrameRange, indicesOf } from '../../base/frame-indices.ts';
import type { RgbImage } from '../../raster/types.ts';
import type { RunReport } from '../../runs/report.ts';
import type { Run } from '../../runs/run.ts';
import type { ClipInfo } from '../../video/clip.ts';
import type { PictureParts } from '../media/layer-pictures.ts';
import { shownImage } from '../media/source-frames.ts';

/** The error of a frame whose cached features a fix needs. */
export const evictedError = (frame: number): FodvidError =>
  failedError(
    `The cache no longer holds the features of frame ${frame}; run the clip again to compute them.`,
    { words: errorWords('features-gone', { frame }) },
  );

/** Throws a usage error where a run has no such frame. */
export function requireFrame({ frameCount }: RunReport, frame: number): void {
  if (frame >= frameCount)
    throw usageError(`The clip has no frame ${frame}.`, { words: errorWords('frame-missing', { frame }) });
}

/** The frames of a range that a run has, ascending; throws a usage error where it has none of them. */
export function requireFrames({ frameCount }: RunReport, { first, last }: FrameRange): number[] {
  const end = Math.min(last, frameCount - 1);
  if (first > end)
    throw usageError(`There are no frames ${first} to ${last}; the clip has ${frameCount} frames.`, {
      words: errorWords('frames-missing', { first, last, count: frameCount }),
    });
  return indicesOf({ first, last: end });
}

const clipGone = ({ report: { clip } }: Run) =>
  failedError(`The clip ${clip} was moved or deleted; put it back to fix its masks.`, {
    words: errorWords('clip-gone', { clip }),
  });

/** The clip of a run; throws where it is gone. */
export async function requireClip(run: Run): Promise<ClipInfo> {
  const clip = await run.openClip();
  if (clip === null) throw clipGone(run);
  return clip;
}

/** A frame of a run's clip at the source's resolution; throws where the clip is gone. */
export async function requireImage(
  run: Run,
  frame: number,
  { sources }: Pick<PictureParts, 'sources'>,
  signal: AbortSignal,
): Promise<RgbImage> {
  const image = await shownImage(sources, await requireClip(run), frame, signal);
  if (image === null) throw clipGone(run);
  return image;
}
