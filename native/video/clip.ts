import type { RasterSize } from '../raster/types.ts';

/** Where the frames of a clip lie in the whole video or folder, of which a person chose a part. */
export interface ClipPart {
  /** The number, in the whole, of this clip's frame 0. */
  readonly firstFrame: number;
  /** How many frames the whole has. */
  readonly wholeCount: number;
  /** Presentation time of the whole's first frame, and of the frame before this clip's first. */
  readonly startSec: number;
  readonly beforeSec: number;
}

interface ClipBase extends RasterSize {
  /** Absolute path of the video or of the folder of frames. */
  readonly path: string;
  /** File name without extension, or the folder's name. */
  readonly name: string;
  readonly frameCount: number;
  /** Presentation time of every frame; of a folder: index / frameRate. */
  readonly timesSec: Float64Array;
  /** Average frames per second. */
  readonly frameRate: number;
  readonly durationSec: number;
  /** SHA-256 (hex) of the whole video's bytes, or of the names and bytes of a folder's frames. */
  readonly digest: string;
  /** Null where all frames of the video or folder belong to the clip. */
  readonly part: ClipPart | null;
}

/** A video file. */
export interface VideoClip extends ClipBase {
  readonly kind: 'video';
}

/** A folder of numbered pictures. */
export interface FolderClip extends ClipBase {
  readonly kind: 'folder';
  /** The frames' absolute paths in their natural order. */
  readonly framePaths: readonly string[];
}

/** What is known about a clip before its pictures are read; the size is that of the displayed picture. */
export type ClipInfo = VideoClip | FolderClip;

/** The number of a clip's frame in the whole video or folder. */
export const sourceIndex = ({ part }: Pick<ClipInfo, 'part'>, index: number): number =>
  (part?.firstFrame ?? 0) + index;

/**
 * The part of a clip from frame `first` to frame `last`, which are within it; `wholeCount` says how many frames the video
 * has where the clip has only the intact ones.
 */
export function partOfClip(
  whole: ClipInfo,
  first: number,
  last: number,
  wholeCount = whole.frameCount,
): ClipInfo {
  if (first === 0 && last === wholeCount - 1) return whole;
  const frameCount = last + 1 - first;
  const timesSec = whole.timesSec.slice(first, last + 1);
  const part = {
    firstFrame: first,
    wholeCount,
    startSec: whole.timesSec[0]!,
    beforeSec: whole.timesSec[Math.max(0, first - 1)]!,
  };
  const shared = { frameCount, timesSec, durationSec: frameCount / whole.frameRate, part };
  return whole.kind === 'video'
    ? { ...whole, ...shared }
    : { ...whole, ...shared, framePaths: whole.framePaths.slice(first, last + 1) };
}

/** The shortest side, in pixels, of a clip that can be segmented. */
export const minimumSidePx = 16;
