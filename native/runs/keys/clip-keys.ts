import { statSync } from 'node:fs';
import { previewQuality } from '../../raster/image-file.ts';
import { cacheKey } from '../../store/cache-key.ts';
import { blackBarsVersion } from '../../video/black-bars.ts';
import { findFfmpeg } from '../../video/ffmpeg-binary.ts';
import { type ClipInfo, sourceIndex } from '../../video/clip.ts';
import { sceneCutVersion } from '../../video/scene-cuts.ts';

/** Raised when examining a video tells something else than before. */
const PROBE_VERSION = 2;
/** Raised when previews look different. */
const PREVIEW_VERSION = 1;

/** Another build of ffmpeg may find other frames in the same bytes. */
function ffmpegBuild() {
  const { ffmpegPath } = findFfmpeg();
  const { size, mtimeMs } = statSync(ffmpegPath);
  return { path: ffmpegPath, size, mtimeMs };
}

/** The cache key of what examining a video of that content told. */
export const probeKey = (digest: string) =>
  cacheKey({ stage: 'probe', version: PROBE_VERSION, config: ffmpegBuild(), inputs: [digest] });

/** The cache key of a clip's shots and black bars; those of a part are its own. */
export const shotsKey = ({ digest, part, frameCount }: Pick<ClipInfo, 'digest' | 'part' | 'frameCount'>) =>
  cacheKey({
    stage: 'shots',
    version: sceneCutVersion,
    config: {
      blackBars: blackBarsVersion,
      ...(part === null ? {} : { frames: [part.firstFrame, frameCount] }),
    },
    inputs: [digest],
  });

/** What stands for a frame's picture in cache keys: the same whichever part of its clip is run. */
export const frameInput = (clip: Pick<ClipInfo, 'digest' | 'part'>, index: number): string[] => [
  clip.digest,
  String(sourceIndex(clip, index)),
];

/**
 * The cache key of a video frame's picture as JPEG at the source's size, by which it is shown without decoding. Runs and
 * viewers make it with different encoders, to the same quality.
 */
export const previewKey = (clip: Pick<ClipInfo, 'digest' | 'part'>, index: number) =>
  cacheKey({
    stage: 'preview',
    version: PREVIEW_VERSION,
    config: { quality: previewQuality },
    inputs: frameInput(clip, index),
  });
