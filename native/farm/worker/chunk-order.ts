import { type FrameRange, rangeLength } from '../../base/frame-indices.ts';
import { runChunk } from '../../pipeline/run-chunk.ts';
import type { ChunkSource } from '../../pipeline/frame-chunks.ts';
import type { RunServices } from '../../pipeline/run-types.ts';
import { probeKey, shotsKey } from '../../runs/keys/clip-keys.ts';
import { chunksOf } from '../chunks/chunk-board.ts';
import type { ChunkAnswer, ChunkAsk } from '../chunks/chunk-owner.ts';
import type { ClipEnd, ClipOrder } from './clip-order.ts';
import { keepChunk, type ShareCheckpoint, takeBeginning } from './share-checkpoint.ts';

/** Computes a chunk of another worker's clip, and puts what came of it beside the clip's checkpoint, also when it is stopped. */
export async function workOffChunk(
  { clip, config, checkpointDir }: Pick<ClipOrder, 'clip' | 'config' | 'checkpointDir'>,
  chunk: FrameRange,
  { store, signal, notify, progress }: RunServices,
): Promise<ClipEnd> {
  await takeBeginning(checkpointDir!, store);
  const { digest, provider } = await runChunk(clip, config, chunk, {
    store,
    signal,
    notify,
    progress: progress.split({ flow: 1 }).flow,
    keep: (names) => keepChunk(checkpointDir!, store, chunk, names),
  });
  const frameCount = rangeLength(chunk);
  return { kind: 'done', digest, frameCount, computedFrameCount: frameCount, provider };
}

/** Seconds over frames. */
class Meter {
  #sec = 0;
  #frames = 0;

  add(sec: number, frames: number): void {
    this.#sec += sec;
    this.#frames += frames;
  }

  get secPerFrame(): number | null {
    return this.#frames === 0 ? null : this.#sec / this.#frames;
  }
}

/** The chunks that the worker gives its clip's process; those that others computed are fetched into the store first. */
export function sharedChunks(
  checkpoint: ShareCheckpoint,
  chunkFrames: number,
  ask: (ask: ChunkAsk) => Promise<ChunkAnswer | null>,
): ChunkSource {
  const computing = new Meter();
  const fetching = new Meter();
  let given: { readonly sinceMs: number; readonly frames: number; readonly computedBefore: number } | null =
    null;
  let cached: readonly FrameRange[] | null = null;
  return {
    async next(clip, computedFrames, isCached) {
      // Frames that were there tell nothing of the time that computing takes.
      if (given !== null && computedFrames - given.computedBefore === given.frames)
        computing.add((performance.now() - given.sinceMs) / 1000, given.frames);
      if (cached === null) {
        await checkpoint.begin([
          { key: shotsKey(clip), stage: 'shots' },
          { key: probeKey(clip.digest), stage: 'probe' },
        ]);
        // Of a clip that was begun elsewhere, or here before.
        cached = chunksOf(clip.frameCount, chunkFrames).filter(isCached);
      }
      const speed = { computeSec: computing.secPerFrame, fetchSec: fetching.secPerFrame };
      const answer = await ask({ frameCount: clip.frameCount, cached, ...speed });
      if (answer === null) return null;
      const { chunk, isThere } = answer;
      const startMs = performance.now();
      if (isThere) {
        await checkpoint.take(chunk);
        fetching.add((performance.now() - startMs) / 1000, rangeLength(chunk));
      }
      given = { sinceMs: performance.now(), frames: rangeLength(chunk), computedBefore: computedFrames };
      return chunk;
    },
  };
}
