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
 * What the pixels of a layer's picture are, so that both sides agree:
 * - source, flow, overlay: colour, opaque;
 * - eigenvector: `eigenvectorColors`, opaque;
 * - graphcut, refined, mask, matte, truth: gray, opaque (masks 0 or 255, the matte and soft masks between);
 *   an eigenvector may come as small as its patch grid, interfaces scale every picture to the frame's size;
 * - cutout: the source's colours with the matte as alpha, transparent elsewhere;
 * - diff: what the refinement changed: one of `diffColors`, opaque, where the mask gained, lost or kept foreground, and
 *   fully transparent elsewhere.
 */
export const pictureKinds = {
  source: 'opaque',
  flow: 'opaque',
  eigenvector: 'opaque',
  graphcut: 'opaque',
  refined: 'opaque',
  mask: 'opaque',
  matte: 'opaque',
  cutout: 'transparent',
  diff: 'transparent',
  truth: 'opaque',
  overlay: 'opaque',
} as const satisfies Readonly<Record<Layer, 'opaque' | 'transparent'>>;

/**
 * Colours of the eigenvector layer, RGB 0..255, evenly spaced from the negative of the entry that is farthest from 0, over 0,
 * to its positive: blue and orange, which colour-blind people can tell apart, with a neutral in the middle.
 */
export const eigenvectorColors = [
  [20, 82, 156],
  [120, 178, 214],
  [245, 245, 245],
  [250, 177, 92],
  [190, 78, 0],
] as const satisfies readonly (readonly [number, number, number])[];

/**
 * The path of a frame's picture (PNG, JPEG or WebP), relative to `/media/` of `fodvid serve`; the
 * port to the engine takes the same paths in Electron.
 */
export const framePicturePath = ({ runId, layer, frame, revision, maxSidePx }: FramePicture): string =>
  `runs/${runId}/${layer}/${frame}?r=${revision}${maxSidePx === undefined ? '' : `&side=${maxSidePx}`}`;

/** The path of the thumbnail of a clip in the queue. */
export const thumbnailPath = (jobId: number): string => `jobs/${jobId}/thumbnail`;

/** The path of the thumbnail of a clip that is not in the queue yet. */
export const clipThumbnailPath = (clip: string): string => `clips/thumbnail?path=${encodeURIComponent(clip)}`;

/** A small looping picture of a run's object, or of a candidate; a single frame of it where `still`. */
export interface LoopPicture {
  readonly runId: number;
  /** `RunSummary.revision`. */
  readonly revision: number;
  /** The longest side in pixels. */
  readonly maxSidePx: number;
  readonly still: boolean;
}

const loopQuery = ({ revision, maxSidePx, still }: LoopPicture) =>
  `?r=${revision}&side=${maxSidePx}${still ? '&still=1' : ''}`;

/** The path of a run's looping picture (animated WebP): the object in colour, the rest dark and gray. */
export const loopPath = (loop: LoopPicture): string => `runs/${loop.runId}/loop${loopQuery(loop)}`;

/** The path of a candidate's looping picture, of the shot of a frame. */
export const candidatePath = (loop: LoopPicture, frame: number, id: number): string =>
  `runs/${loop.runId}/candidates/${frame}/${id}${loopQuery(loop)}`;
