import type { Layer } from './runs.ts';

/** A frame's picture: which run, which layer, which frame. */
export interface FramePicture {
  readonly runId: number;
  readonly layer: Layer;
  readonly frame: number;
  /** `RunDetails.revision`. */
  readonly revision: number;
  /** The longest side in pixels; the source's own size without it. */
  readonly maxSidePx?: number;
}

/**
 * The path of a frame's picture (PNG, JPEG or WebP), relative to the host's media root: `fodvid://app/media/` in Electron,
 * `/media/` of `fodvid serve`.
 */
export const framePicturePath = ({ runId, layer, frame, revision, maxSidePx }: FramePicture): string =>
  `runs/${runId}/${layer}/${frame}?r=${revision}${maxSidePx === undefined ? '' : `&side=${maxSidePx}`}`;

/** The path of the thumbnail of a clip in the queue. */
export const thumbnailPath = (jobId: number): string => `jobs/${jobId}/thumbnail`;

/** The path of a run's source video or overlay video, answered by ranges. */
export const videoPath = (runId: number, kind: 'source' | 'overlay'): string => `runs/${runId}/video/${kind}`;
