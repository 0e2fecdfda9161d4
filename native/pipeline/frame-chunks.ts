import { type ProgressSlice, silentProgress } from '../base/context.ts';
import { type FrameRange, indicesOf, rangeLength } from '../base/frame-indices.ts';
import type { ClipInfo } from '../video/clip.ts';
import type { ClipWork } from './clip-work.ts';
import { cutStage } from './cut-stage.ts';
import { flowStage } from './flow-stage.ts';
import { motionStage } from './motion-stage.ts';
import { withWarpingWork } from './warping-work.ts';

/** A cache entry without its bytes. */
export interface EntryName {
  readonly key: string;
  readonly stage: string;
}

/** The chunks of a clip whose frames several machines compute. */
export interface ChunkSource {
  /**
   * The next chunk; its frames are in the store already where another machine computed them. Null when there is none, and
   * the clip is run as ever. `computedFrames` were computed here so far; `isCached`
   * says whether the store has all of a chunk.
   */
  next(
    clip: ClipInfo,
    computedFrames: number,
    isCached: (chunk: FrameRange) => boolean,
  ): Promise<FrameRange | null>;
}

/** A clip of which chunks are computed, with the refinement's flow where that is another one than the cut's. */
export interface ChunkWork {
  readonly work: ClipWork;
  readonly warping: ClipWork | null;
}

/** Opens what chunks need for as long as `use` runs. */
export const withChunkWork = <T>(
  work: ClipWork,
  notify: (sentence: string) => void,
  use: (chunks: ChunkWork) => Promise<T>,
): Promise<T> =>
  work.config.refine && work.config.warpFlow !== work.config.flow
    ? withWarpingWork(work, notify, (warping) => use({ work, warping }))
    : use({ work, warping: null });

/** The cache entries of a chunk: all that is computed of a frame and its neighbours alone. */
export function chunkEntries({ work: { keys }, warping }: ChunkWork, chunk: FrameRange): EntryName[] {
  return indicesOf(chunk).flatMap((index) => [
    { key: keys.flow(index), stage: 'flow' },
    { key: keys.appearance(index), stage: 'appearance' },
    { key: keys.motion(index), stage: 'motion' },
    { key: keys.salience(index), stage: 'salience' },
    { key: keys.cut(index), stage: 'cut' },
    ...(warping === null ? [] : [{ key: warping.keys.flow(index), stage: 'flow' }]),
  ]);
}

const isCached = (chunks: ChunkWork, chunk: FrameRange): boolean =>
  chunkEntries(chunks, chunk).every(({ key }) => chunks.work.store.hasBlob(key));

/** Computes what the store lacks of a chunk; `progress` counts its frames. */
export async function computeChunk(
  chunks: ChunkWork,
  chunk: FrameRange,
  progress: ProgressSlice,
): Promise<void> {
  const { work, warping } = chunks;
  const total = rangeLength(chunk);
  if (!isCached(chunks, chunk)) {
    const ofChunk: ProgressSlice = {
      report: (done, _, note) => progress.report(Math.max(done - chunk.first, 0), total, note),
    };
    await flowStage(work, ofChunk, chunk);
    await motionStage(work, silentProgress, chunk);
    await cutStage(work, silentProgress, chunk);
    if (warping !== null) await flowStage(warping, silentProgress, chunk);
  }
  progress.report(total, total);
}

/** Computes chunks until `source` has no more; the stages after it find those frames in the store. */
export async function chunkStage(
  chunks: ChunkWork,
  source: ChunkSource,
  progress: readonly ProgressSlice[],
): Promise<void> {
  const { clip, computed } = chunks.work;
  const next = () => source.next(clip, computed['cut'] ?? 0, (chunk) => isCached(chunks, chunk));
  let before = 0;
  for (let chunk = await next(); chunk !== null; chunk = await next()) {
    const first = before;
    const report: ProgressSlice['report'] = (done, _, note) =>
      progress.forEach((slice) => slice.report(first + done, clip.frameCount, note));
    await computeChunk(chunks, chunk, { report });
    before += rangeLength(chunk);
  }
}
