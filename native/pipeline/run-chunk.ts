import type { RunConfig } from '../api/run-config.ts';
import { type ProgressSlice, silentProgress } from '../base/context.ts';
import { failedError } from '../base/errors.ts';
import type { FrameRange } from '../base/frame-indices.ts';
import { chosenPart } from '../runs/chosen-part.ts';
import { probeMemory } from '../runs/probe-memory.ts';
import type { Store } from '../store/store.ts';
import { examineClip } from '../video/probe-clip.ts';
import { withClipWork } from './cut-clip.ts';
import { findShots } from './find-shots.ts';
import { chunkEntries, computeChunk, type EntryName, withChunkWork } from './frame-chunks.ts';

/** What a chunk's computing gets besides its configuration. */
interface ChunkServices {
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly progress: ProgressSlice;
  readonly notify: (sentence: string) => void;
  /** Hears of the chunk's entries when it ends, well or not: what the store has of them may be kept elsewhere. */
  readonly keep: (entries: readonly EntryName[]) => Promise<void>;
}

/** What a chunk was computed of, and on what. */
export interface RanChunk {
  /** SHA-256 of the clip. */
  readonly digest: string;
  readonly provider: string;
}

/** Computes a chunk of a clip into the store, as the clip's run would. */
export async function runChunk(
  clipPath: string,
  config: RunConfig,
  chunk: FrameRange,
  { store, signal, progress, notify, keep }: ChunkServices,
): Promise<RanChunk> {
  const context = { signal, progress: silentProgress };
  const clip = chosenPart(await examineClip(clipPath, context, { memory: probeMemory(store) }), config);
  if (chunk.last >= clip.frameCount)
    throw failedError(`${clip.name} has no frame ${chunk.last}; it has changed since it was handed in.`);
  const shots = await findShots(clip, store, context);
  return withClipWork(clip, config, { shots, store, signal, notify }, (work) =>
    withChunkWork(work, notify, async (chunks) => {
      try {
        await computeChunk(chunks, chunk, progress);
      } finally {
        await keep(chunkEntries(chunks, chunk));
      }
      return { digest: clip.digest, provider: work.encoder.provider };
    }),
  );
}
