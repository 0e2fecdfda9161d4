import { readMaskFiles } from '../../datasets/mask-folder.ts';
import { createRecutter } from '../../runs/recut.ts';
import { FodvidError } from '../../base/errors.ts';
import type { EngineParts } from '../engine-parts.ts';
import { loopPicture } from './loops.ts';
import { layerPicture, type PictureParts } from './layer-pictures.ts';
import type { MediaAnswer } from './media-answer.ts';
import { parseMediaPath, type MediaRequest } from './media-path.ts';
import { createPictureCache, type EncodedPicture } from './encoded-pictures.ts';
import { createPicturePool } from './picture-pool.ts';
import type { RunDesk } from '../review/run-desk.ts';
import { createSourceFrames } from './source-frames.ts';
import { clipThumbnail } from './thumbnails.ts';

/** Encoded pictures in memory: some hundred frames of 1080p. */
const pictureCacheBytes = 192 * 2 ** 20;

type FrameMedia = MediaRequest & { readonly kind: 'frame' };

const answerOf = ({ contentType, bytes }: EncodedPicture, immutable: boolean): MediaAnswer => ({
  contentType,
  bytes,
  immutable,
});

/** Pictures of runs and of clips in the queue. */
export interface Media {
  readonly parts: PictureParts;
  answer(path: string, signal: AbortSignal): Promise<MediaAnswer | null>;
  close(): Promise<void>;
}

/** Answers media paths; what is not there, or no longer, is null. */
export function createMedia({ store, access }: EngineParts, desk: RunDesk): Media {
  const cache = createPictureCache(pictureCacheBytes);
  const sources = createSourceFrames(store, cache);
  const parts: PictureParts = { store, sources, pool: createPicturePool(), recutter: createRecutter(store) };

  async function framePicture(asked: FrameMedia, signal: AbortSignal): Promise<EncodedPicture | null> {
    const { run, fixes, review, truth } = await desk.open(asked.runId);
    if (asked.frame >= run.report.frameCount) return null;
    const key = `${asked.runId}/${review.revision}/${asked.layer}/${asked.frame}/${asked.maxSidePx ?? 'full'}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const truthMask = async () => {
      const files = (await truth()).get(asked.frame);
      return files === undefined ? null : readMaskFiles(files);
    };
    const request = { run, fixes, truth: truthMask, index: asked.frame, signal };
    const picture = await layerPicture(asked.layer, request, asked.maxSidePx, parts);
    // Frames at their own size are kept by the sources already.
    if (picture !== null && (asked.layer !== 'source' || asked.maxSidePx !== null)) cache.set(key, picture);
    return picture;
  }

  async function loop(
    asked: MediaRequest & { kind: 'loop' },
    signal: AbortSignal,
  ): Promise<EncodedPicture | null> {
    const { run, review } = await desk.open(asked.runId);
    const { candidate, maxSidePx, still } = asked;
    const what = candidate === null ? 'own' : `${candidate.frame}.${candidate.id}`;
    const key = `${asked.runId}/${review.revision}/loop/${what}/${maxSidePx}/${still}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const picture = await loopPicture({ run, candidate, maxSidePx, still, signal }, parts);
    if (picture !== null) cache.set(key, picture);
    return picture;
  }

  async function thumbnail(jobId: number, signal: AbortSignal): Promise<EncodedPicture | null> {
    const entry = store.withQueue((queue) => queue.get(jobId));
    return entry === undefined ? null : thumbnailOf(entry.clip, signal);
  }

  async function thumbnailOf(clip: string, signal: AbortSignal): Promise<EncodedPicture | null> {
    return (await access.allows(clip)) ? clipThumbnail(clip, cache, signal) : null;
  }

  return {
    parts,
    async answer(path, signal) {
      const asked = parseMediaPath(path);
      if (asked === null) return null;
      try {
        const picture =
          asked.kind === 'frame'
            ? await framePicture(asked, signal)
            : asked.kind === 'loop'
              ? await loop(asked, signal)
              : asked.kind === 'clip'
                ? await thumbnailOf(asked.clip, signal)
                : await thumbnail(asked.jobId, signal);
        return picture === null ? null : answerOf(picture, asked.kind === 'frame' || asked.kind === 'loop');
      } catch (error) {
        if (isGone(error, signal)) return null;
        throw error;
      }
    },
    async close() {
      await sources.close();
      await parts.pool.dispose();
    },
  };
}

/**
 * What ends without a picture that is to be had: a run that was forgotten, a file that was moved away or cannot be
 * decoded, a request that was given up. Everything else is a defect and stays one.
 */
function isGone(error: unknown, signal: AbortSignal): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return error instanceof FodvidError || code === 'ENOENT' || code === 'ENOTDIR' || signal.aborted;
}
