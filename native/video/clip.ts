import type { RasterSize } from '../raster/types.ts';

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
  /** SHA-256 (hex) of the video's bytes, or of the names and bytes of a folder's frames. */
  readonly digest: string;
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

/** The shortest side, in pixels, of a clip that can be segmented. */
export const minimumSidePx = 16;
