import type { QueueItem } from '../../native/api/queue.ts';

/** How far the whole queue is. */
export interface BatchSummary {
  readonly counts: Readonly<Record<QueueItem['state'], number>>;
  /** 0..1 of the clips that count: those done, running, waiting or interrupted. */
  readonly fraction: number;
  /** Seconds of the running clip plus the mean of finished ones for each that waits; null until it can be told. */
  readonly etaSec: number | null;
}

const meanSec = (items: readonly QueueItem[]): number | null => {
  const took = items.flatMap(({ state, startedMs, finishedMs }) =>
    state === 'done' && startedMs !== null && finishedMs !== null ? [(finishedMs - startedMs) / 1000] : [],
  );
  return took.length === 0 ? null : took.reduce((a, b) => a + b, 0) / took.length;
};

function remainingSec(items: readonly QueueItem[], waiting: number): number | null {
  const running = items.find(({ state }) => state === 'running');
  const perClip = meanSec(items);
  if (waiting > 0 && perClip === null) return null;
  const rest = waiting * (perClip ?? 0);
  if (running === undefined) return rest;
  const own = running.progress?.etaSec ?? null;
  return own === null ? null : own + rest;
}

/** Sums up a queue for its header. */
export function batchSummary(items: readonly QueueItem[]): BatchSummary {
  const counts = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, interrupted: 0 };
  let finished = 0;
  for (const { state, progress } of items) {
    counts[state]++;
    if (state === 'done') finished++;
    else if (state === 'running') finished += progress?.fraction ?? 0;
  }
  const waiting = counts.waiting + counts.interrupted;
  const counted = counts.done + counts.running + waiting;
  return {
    counts,
    fraction: counted === 0 ? 0 : finished / counted,
    etaSec: counts.running + waiting === 0 ? null : remainingSec(items, waiting),
  };
}
