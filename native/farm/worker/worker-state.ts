import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { JobProgress } from '../../api/queue.ts';
import type { WordedFailure } from '../../base/error-words.ts';
import type { FarmWorkerInfo } from '../farm-queue.ts';

/** What a worker tells of itself, as it changes. */
export interface WorkerState {
  readonly name: string;
  readonly doneCount: number;
  started(id: string, clip: string): void;
  moved(id: string, progress: JobProgress): void;
  ended(id: string): void;
  finished(frames: number, provider: string): void;
  /** Frames of another worker's clip were computed. */
  helped(frames: number, provider: string): void;
  troubled(trouble: WordedFailure | null): void;
  info(): FarmWorkerInfo;
  /** What is told of a worker that was refused for that reason; one of that machine replaces the one before. */
  refused(refusal: WordedFailure): FarmWorkerInfo;
}

/** The state of a worker that begins now; `givenName` is told to people, the machine's and the process's where there is none. */
export function workerState(program: string, slots: number, givenName?: string): WorkerState {
  const name = givenName ?? `${hostname()}-${process.pid}`;
  const id = randomUUID();
  const startedMs = Date.now();
  const running = new Map<string, { name: string; progress: JobProgress | null }>();
  let doneCount = 0;
  let frameCount = 0;
  let busyMs = 0;
  let lastProvider = 'auto';
  let trouble: WordedFailure | null = null;
  let busySinceMs: number | null = null;

  const pauseClock = () => {
    if (busySinceMs !== null) busyMs += performance.now() - busySinceMs;
    busySinceMs = null;
  };
  function info(): FarmWorkerInfo {
    const nowMs = performance.now();
    const spentMs = busyMs + (busySinceMs === null ? 0 : nowMs - busySinceMs);
    const speed = frameCount === 0 || spentMs === 0 ? null : (1000 * frameCount) / spentMs;
    return {
      id,
      name,
      program,
      provider: lastProvider,
      slots,
      running: [...running].map(([job, entry]) => ({ id: job, ...entry })),
      doneCount,
      framesPerSec: speed,
      startedMs,
      trouble,
      refusal: null,
    };
  }

  return {
    name,
    get doneCount() {
      return doneCount;
    },
    started(job, clip) {
      busySinceMs ??= performance.now();
      running.set(job, { name: clip, progress: null });
    },
    moved(job, progress) {
      const entry = running.get(job);
      if (entry !== undefined) entry.progress = progress;
    },
    ended(job) {
      running.delete(job);
      if (running.size === 0) pauseClock();
    },
    finished(frames, provider) {
      doneCount++;
      frameCount += frames;
      lastProvider = provider;
    },
    helped(frames, provider) {
      frameCount += frames;
      lastProvider = provider;
    },
    troubled: (now) => (trouble = now),
    info,
    refused: (refusal) => ({
      ...info(),
      id: `refused:${givenName ?? hostname()}`,
      running: [],
      trouble: null,
      refusal,
    }),
  };
}
