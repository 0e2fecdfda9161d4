import { type FrameRange, rangeLength } from '../../base/frame-indices.ts';
import type { ClipOrder, WorkOrder } from '../worker/clip-order.ts';
import type { WorkerState } from '../worker/worker-state.ts';
import type { ChunkBoard, TakenChunk } from './chunk-board.ts';

/** What a worker does for other workers' clips while it has none of its own. */
export interface ChunkHelp {
  /** A clip takes a slot; resolves when no chunk is in its way. */
  clipBegins(): Promise<void>;
  clipEnds(): void;
  /** Stops the chunks in hand; what is computed of them is kept. */
  stop(): Promise<void>;
}

interface ChunkHelper {
  readonly board: ChunkBoard;
  readonly slots: number;
  readonly state: WorkerState;
  readonly runOrder: WorkOrder;
  /** The order of a chunk; null where this machine cannot compute it. */
  readonly orderOf: (taken: TakenChunk) => Promise<ClipOrder | null>;
  readonly notify: (sentence: string) => void;
  /** How often chunks are looked for. */
  readonly lookMs: number;
  readonly holdMs: number;
}

/** A clip's name with the frames of a chunk, in any language. */
const titleOf = (name: string, { first, last }: FrameRange) => `${name} [${first}–${last}]`;

/** Takes chunks of other workers' clips while slots are free; a clip of its own goes before them. */
export function helpWithChunks(helper: ChunkHelper): ChunkHelp {
  const { board, slots, state, runOrder, orderOf, notify, lookMs, holdMs } = helper;
  const inHand = new Map<AbortController, Promise<void>>();
  /** Clips whose chunks fail here; others may do better. */
  const refused = new Set<string>();
  let clips = 0;
  let isStopped = false;
  let isLooking = false;
  const hasRoom = () => !isStopped && clips + inHand.size < slots;

  async function work(taken: TakenChunk, { signal, abort }: { signal: AbortSignal; abort: () => void }) {
    const { id, job, chunk } = taken;
    const order = await orderOf(taken);
    if (order === null) {
      refused.add(id);
      await board.giveBack(taken);
      return;
    }
    const place = `${id}:${chunk.first}`;
    const startMs = performance.now();
    let doneFrames = 0;
    state.started(place, titleOf(job.clip.name, chunk));
    const holding = setInterval(() => {
      const timeSec = (performance.now() - startMs) / 1000;
      void board.hold(taken, doneFrames, timeSec).then(
        (isOurs) => isOurs || abort(),
        () => undefined,
      );
    }, holdMs);
    try {
      const end = await runOrder(order, {
        signal,
        notify: (sentence) => notify(`${titleOf(job.clip.name, chunk)}: ${sentence}`),
        onProgress(progress) {
          doneFrames = progress.done;
          state.moved(place, progress);
        },
      });
      if (end.kind === 'done' && end.digest === job.clip.digest) {
        state.helped(rangeLength(chunk), end.provider);
        await board.finish(taken);
        return;
      }
      if (end.kind !== 'cancelled') refused.add(id);
      if (end.kind === 'failed') notify(`${titleOf(job.clip.name, chunk)}: ${end.error}`);
      await board.giveBack(taken);
    } finally {
      clearInterval(holding);
      state.ended(place);
    }
  }

  function begin(taken: TakenChunk): void {
    const controller = new AbortController();
    const stopper = { signal: controller.signal, abort: () => controller.abort() };
    const ended = work(taken, stopper)
      // The queue is gone: whoever runs the clip does without.
      .catch(() => undefined)
      .finally(() => {
        inHand.delete(controller);
        void look();
      });
    inHand.set(controller, ended);
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      while (hasRoom()) {
        const taken = await board.takeLast(refused).catch(() => null);
        if (taken === null) break;
        if (hasRoom()) begin(taken);
        else await board.giveBack(taken).catch(() => undefined);
      }
    } finally {
      isLooking = false;
    }
  }
  const looking = setInterval(() => void look(), lookMs);

  async function stopOne(): Promise<void> {
    const [controller, ended] = [...inHand].at(-1)!;
    controller.abort();
    await ended;
  }

  return {
    async clipBegins() {
      clips++;
      while (inHand.size > 0 && clips + inHand.size > slots) await stopOne();
    },
    clipEnds() {
      clips--;
    },
    async stop() {
      isStopped = true;
      clearInterval(looking);
      while (inHand.size > 0) await stopOne();
    },
  };
}
