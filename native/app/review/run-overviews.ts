import { silentProgress } from '../../base/context.ts';
import { statSync } from 'node:fs';
import { removePath } from '../../base/atomic-file.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError, FodvidError } from '../../base/errors.ts';
import { redrawnSentence, redrawOverviews } from '../../pipeline/overviews/write-overviews.ts';
import type { RunFolder } from '../../runs/run-folder.ts';
import type { Run } from '../../runs/run.ts';
import type { EngineParts } from '../engine-parts.ts';
import { createTurns } from '../../base/turns.ts';

/**
 * The overlay videos and contact sheets of finished runs. They are taken away before a mask changes and drawn anew
 * afterwards: one that lies there shows the masks that lie there.
 */
export interface RunOverviews {
  /** Takes a run's overviews away, lets `work` change its masks, and has them drawn anew when no more changes come. */
  changing<T>(run: Run, work: () => Promise<T>): Promise<T>;
  /** Has them drawn soon where they are missing or older than the masks; nobody waits. */
  drawMissing(run: Run): void;
  close(): Promise<void>;
}

/** A person who fixes one frame mostly fixes the next one too. */
const pauseMs = 2_000;

interface Drawing {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Draws overviews in the background, one run's at a time. */
export function createRunOverviews({ store, notify }: Pick<EngineParts, 'store' | 'notify'>): RunOverviews {
  const turns = createTurns(1);
  /** Everything by output folder. */
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const drawings = new Map<string, Drawing>();
  const held = new Map<string, number>();
  let closed = false;

  const isBusy = (outDir: string) =>
    held.has(outDir) ||
    store
      .withQueue((queue) => queue.list())
      .some((entry) => entry.state === 'running' && entry.outDir === outDir);

  async function redraw(run: Run, signal: AbortSignal): Promise<void> {
    const outDir = run.folder.dir;
    const clip = await run.openClip();
    if (clip === null || masksTimeMs(run) === undefined || signal.aborted || isBusy(outDir)) return;
    const context = { signal, progress: silentProgress };
    try {
      const redrawn = await redrawOverviews(run, { clip, store }, context);
      if (redrawn === 'withoutSheet') notify(redrawnSentence(redrawn, clip.name));
      if (redrawn === 'masksChanged') drawSoon(run);
    } catch (error) {
      if (error instanceof FodvidError && error.kind === 'cancelled') return;
      const reason = error instanceof Error ? error.message : String(error);
      notify(`The overlay video of ${clip.name} could not be drawn. ${reason}`);
    }
  }

  function clearTimer(outDir: string): void {
    clearTimeout(timers.get(outDir));
    timers.delete(outDir);
  }

  function draw(run: Run): Promise<void> {
    const outDir = run.folder.dir;
    clearTimer(outDir);
    const underWay = drawings.get(outDir);
    if (underWay !== undefined) return underWay.ended;
    if (closed) return Promise.resolve();
    const controller = new AbortController();
    const ended = turns.take(() => redraw(run, controller.signal)).finally(() => drawings.delete(outDir));
    drawings.set(outDir, { controller, ended });
    return ended;
  }

  function drawSoon(run: Run): void {
    const outDir = run.folder.dir;
    clearTimer(outDir);
    if (closed) return;
    const timer = setTimeout(() => void draw(run), pauseMs);
    timer.unref();
    timers.set(outDir, timer);
  }

  /** Ends what is being drawn of a run and removes what lies there. */
  async function removeOverviews({ dir, overlayPath, contactSheetPath }: RunFolder): Promise<void> {
    clearTimer(dir);
    const drawing = drawings.get(dir);
    drawing?.controller.abort();
    await drawing?.ended;
    for (const path of [overlayPath, contactSheetPath])
      await removePath(path).catch((error: unknown) => {
        throw failedError(
          `${path} is out of date and cannot be removed; close the program that has it open.`,
          { words: errorWords('file-open', { path }) },
          { cause: error },
        );
      });
  }

  const overlayTimeMs = ({ folder }: Run) => statSync(folder.overlayPath, { throwIfNoEntry: false })?.mtimeMs;
  /** When a mask was added, removed or replaced last; undefined where they were moved away or deleted. */
  const masksTimeMs = ({ folder }: Run) => statSync(folder.masksDir, { throwIfNoEntry: false })?.mtimeMs;

  /** Whether there are masks that the overlay video does not show. */
  function isWanting(run: Run): boolean {
    const masksMs = masksTimeMs(run);
    // Clocks of files tick slowly: of one tick, the mask may be the later.
    return masksMs !== undefined && (overlayTimeMs(run) ?? -Infinity) <= masksMs;
  }

  function drawMissing(run: Run): void {
    const outDir = run.folder.dir;
    if (!isWanting(run) || timers.has(outDir)) return;
    // Masks may change behind what is being drawn.
    const underWay = drawings.get(outDir);
    if (underWay === undefined) drawSoon(run);
    else void underWay.ended.then(() => drawMissing(run));
  }

  return {
    async changing(run, work) {
      const outDir = run.folder.dir;
      held.set(outDir, (held.get(outDir) ?? 0) + 1);
      try {
        await removeOverviews(run.folder);
        return await work();
      } finally {
        const others = held.get(outDir)! - 1;
        if (others > 0) held.set(outDir, others);
        else held.delete(outDir);
        drawSoon(run);
      }
    },
    drawMissing,
    async close() {
      closed = true;
      for (const outDir of [...timers.keys()]) clearTimer(outDir);
      const running = [...drawings.values()];
      for (const { controller } of running) controller.abort();
      await Promise.allSettled(running.map(({ ended }) => ended));
    },
  };
}
