import type { RasterSize } from '../../raster/types.ts';
import type { Rate } from '../ffmpeg-outputs.ts';

/** A file of a timeline: a movie, or a sequence of pictures. */
export interface TimelineMedia {
  /** Absolute path of the movie, or of the folder of a sequence. */
  readonly path: string;
  /** With its extension. */
  readonly name: string;
  /** Of a sequence: its frames' file names before and after the number, and the number's digits and first value. */
  readonly sequence: {
    readonly prefix: string;
    readonly suffix: string;
    readonly digits: number;
    readonly start: number;
  } | null;
  /** Timecode of the first frame as a number of frames. */
  readonly startFrame: number;
  readonly frameCount: number;
  readonly hasAlpha: boolean;
  readonly hasAudio: boolean;
}

/** A matte or cutout over its source, frame on frame: what a sidecar tells an editing tool. */
export interface MatteTimeline extends RasterSize {
  readonly name: string;
  readonly rate: Rate;
  readonly isDropFrame: boolean;
  readonly source: TimelineMedia;
  readonly matte: TimelineMedia;
  /** The first frame of the source that the matte lies over, from 0, and how many. */
  readonly sourceFrom: number;
  readonly frameCount: number;
  /** Where the timeline begins, as a number of frames of timecode. */
  readonly startFrame: number;
}
