import { setTimeout as delay } from 'node:timers/promises';
import type { FrameRange } from '../../base/frame-indices.ts';
import { type ChunkBoard, chunksOf, fetchingPays, type FrameSpeed, isQuickerHere } from './chunk-board.ts';

/** How often chunks in other hands are looked after while this worker has nothing left of the clip. */
const LOOK_MS = 500;
/** A queue that does not answer for so long is done without. */
const ANSWER_MS = 3_000;

/** What the process of a clip asks for when it is through with a chunk. */
export interface ChunkAsk extends FrameSpeed {
  readonly frameCount: number;
  /** Chunks that the clip's process found in its store when it began: they are in nobody's hands. */
  readonly cached: readonly FrameRange[];
}

/** The next chunk; `isThere`: another worker computed it, and its packs lie beside the checkpoint. */
export interface ChunkAnswer {
  readonly chunk: FrameRange;
  readonly isThere: boolean;
}

/** The chunks of the clip that a worker runs. */
export interface ChunkOwner {
  /** Null when none is left, or the clip has none. Never rejects. */
  next(ask: ChunkAsk): Promise<ChunkAnswer | null>;
  /** Ends the offers. Never rejects. */
  end(): Promise<void>;
}

interface OwnedClip {
  readonly id: string;
  /** Frames of a chunk; 0 where the clip is not shared. */
  readonly chunkFrames: number;
  readonly board: ChunkBoard;
  readonly renewMs: number;
  readonly signal: AbortSignal;
  readonly notify: (sentence: string) => void;
}

/** What `work` gives, or `otherwise` where the queue fails or does not answer in time. */
const answered = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
  Promise.race([work.catch(() => otherwise), delay(ANSWER_MS, otherwise, { ref: false })]);

/**
 * Offers the chunks of a clip to other workers and gives its own process one after the other: what others have computed,
 * else the next that nobody has, else what somebody gave up, died with, or is too slow with.
 */
export function ownChunks({ id, chunkFrames, board, renewMs, signal, notify }: OwnedClip): ChunkOwner {
  /** Chunks that the clip's process was not given yet, by their first frames. */
  let left: Map<number, FrameRange> | null = null;
  let renewing: NodeJS.Timeout | undefined;
  let isOver = false;

  async function begin({ frameCount, cached }: ChunkAsk): Promise<Map<number, FrameRange>> {
    const known = new Set(cached.map(({ first }) => first));
    const chunks = chunksOf(frameCount, chunkFrames).filter(({ first }) => !known.has(first));
    if (chunks.length > 0) {
      await answered(board.offer(id, chunks), undefined);
      renewing = setInterval(() => void board.renew(id).catch(() => undefined), renewMs);
      signal.addEventListener('abort', () => void end(), { once: true });
    }
    return new Map(chunks.map((chunk) => [chunk.first, chunk]));
  }

  async function end(): Promise<void> {
    isOver = true;
    if (renewing === undefined) return;
    clearInterval(renewing);
    renewing = undefined;
    await answered(board.withdraw(id), undefined);
  }

  /** The next chunk of those that are left; null where all are in other hands. */
  async function choose(
    chunks: ReadonlyMap<number, FrameRange>,
    speed: FrameSpeed,
  ): Promise<ChunkAnswer | null> {
    const { done, held } = await answered(board.elsewhere(id, [...chunks.values()]), { done: [], held: [] });
    if (done[0] !== undefined) return { chunk: done[0], isThere: true };
    const open = await answered(board.takeFirst(id), null);
    if (open !== null && chunks.has(open.first)) return { chunk: open, isThere: false };
    const heldFirst = new Set(held.map(({ chunk }) => chunk.first));
    const nobodys = [...chunks.values()].find(({ first }) => !heldFirst.has(first));
    if (nobodys !== undefined) return { chunk: nobodys, isThere: false };
    const slow = held.find((one) => isQuickerHere(one, speed));
    if (slow === undefined) return null;
    await answered(board.takeBack(id, slow.chunk), undefined);
    return { chunk: slow.chunk, isThere: false };
  }

  return {
    async next(ask) {
      if (isOver) return null;
      left ??= await begin(ask);
      if (left.size > 0 && !fetchingPays(ask)) {
        notify(
          'Fetching what other workers computed takes longer than computing it; the clip is run here alone.',
        );
        left.clear();
      }
      while (left.size > 0 && !signal.aborted) {
        const answer = await choose(left, ask);
        if (answer !== null) {
          left.delete(answer.chunk.first);
          return answer;
        }
        await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
      }
      await end();
      return null;
    },
    end,
  };
}
