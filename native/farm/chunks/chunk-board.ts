import type { FrameRange } from '../../base/frame-indices.ts';
import type { FarmJob } from '../farm-job.ts';

/** A chunk that another worker computes, as it tells. */
export interface HeldChunk {
  readonly chunk: FrameRange;
  readonly doneFrames: number;
  readonly timeSec: number;
}

/** What became of a clip's chunks that others took. */
export interface ChunksElsewhere {
  readonly done: readonly FrameRange[];
  /** Those whose workers are heard of. */
  readonly held: readonly HeldChunk[];
}

/** A chunk in the hands of a worker that helps. */
export interface TakenChunk {
  readonly id: string;
  readonly job: FarmJob;
  readonly chunk: FrameRange;
}

/**
 * Where the worker of a long clip offers chunks of its frames to workers that have nothing else to do. Offers are no jobs:
 * all of them may be lost, and the clip's worker computes everything itself. Rejections are the queue's.
 */
export interface ChunkBoard {
  /** Offers the chunks of a clip; they expire unless renewed. What was offered of it before is forgotten. */
  offer(id: string, chunks: readonly FrameRange[]): Promise<void>;
  renew(id: string): Promise<void>;
  /** Takes the first chunk that nobody has. */
  takeFirst(id: string): Promise<FrameRange | null>;
  /** What became of some of a clip's chunks. */
  elsewhere(id: string, chunks: readonly FrameRange[]): Promise<ChunksElsewhere>;
  /** Takes a chunk away from whoever holds it. */
  takeBack(id: string, chunk: FrameRange): Promise<void>;
  /** Ends the offers; who computes a chunk of them stops. */
  withdraw(id: string): Promise<void>;

  /** For a worker that helps: takes the last chunk of a clip that is none of `except`, and holds it. */
  takeLast(except: ReadonlySet<string>): Promise<TakenChunk | null>;
  /** Tells how far a chunk is; false where it is no longer wanted from this worker. */
  hold(taken: TakenChunk, doneFrames: number, timeSec: number): Promise<boolean>;
  /** The chunk's entries lie beside the clip's checkpoint. */
  finish(taken: TakenChunk): Promise<void>;
  /** Offers a chunk again that could not be computed, where it is still this worker's. */
  giveBack(taken: TakenChunk): Promise<void>;
}

/** A clip's frames in chunks of at most `frames`, as equal as can be; none where the clip is no longer than one. */
export function chunksOf(frameCount: number, frames: number): FrameRange[] {
  if (frames <= 0 || frameCount <= frames) return [];
  const count = Math.ceil(frameCount / frames);
  const begins = (k: number) => Math.round((k * frameCount) / count);
  return Array.from({ length: count }, (_, k) => ({ first: begins(k), last: begins(k + 1) - 1 }));
}

/** Seconds that a frame takes a worker; null before it has had one. */
export interface FrameSpeed {
  readonly computeSec: number | null;
  /** To fetch what was computed elsewhere. */
  readonly fetchSec: number | null;
}

/** Whether fetching is quicker than computing, as far as is known. */
export const fetchingPays = ({ computeSec, fetchSec }: FrameSpeed): boolean =>
  computeSec === null || fetchSec === null || fetchSec < computeSec;

/** Whether a worker that has nothing else to do would be quicker with a chunk than the one that holds it. */
export function isQuickerHere(
  { chunk: { first, last }, doneFrames, timeSec }: HeldChunk,
  { computeSec, fetchSec }: FrameSpeed,
): boolean {
  if (computeSec === null) return false;
  const frames = last - first + 1;
  // One that has not done a frame may still be opening its networks.
  if (doneFrames === 0) return timeSec > 2 * frames * computeSec;
  const leftSec = (timeSec / doneFrames) * (frames - doneFrames) + frames * (fetchSec ?? 0);
  return frames * computeSec < leftSec;
}
