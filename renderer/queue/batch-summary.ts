import type { QueueItem } from '../../native/api/queue.ts';

/** How far the whole queue is. */
export interface BatchSummary {
  readonly counts: Readonly<Record<QueueItem['state'], number>>;
  /** 0..1 of the clips that count: those done, running, waiting or interrupted. */
  readonly fraction: number;
  /**
   * Seconds of the running clip plus the mean of finished ones like it for each that waits; clips elsewhere are shared by as
   * many computers as run some. Null until it can be told.
   */
  readonly etaSec: number | null;
}

/** What decides how long a clip takes, as text: clips with the same networks and training are alike. */
function likeness({ config }: QueueItem): string {
  const { encoder, flow, refine, epochs, warpFlow } = config;
  return [encoder, flow, ...(refine ? [epochs, warpFlow] : [])].join();
}

/** What finished clips took on average, by their likeness. */
function meanSeconds(items: readonly QueueItem[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { sec: number; count: number }>();
  for (const item of items) {
    const { state, startedMs, finishedMs } = item;
    if (state !== 'done' || startedMs === null || finishedMs === null) continue;
    const key = likeness(item);
    const { sec, count } = sums.get(key) ?? { sec: 0, count: 0 };
    sums.set(key, { sec: sec + (finishedMs - startedMs) / 1000, count: count + 1 });
  }
  return new Map([...sums].map(([key, { sec, count }]) => [key, sec / count]));
}

function remainingSec(items: readonly QueueItem[]): number | null {
  const means = meanSeconds(items);
  let here = 0;
  let there = 0;
  const workers = new Set<string>();
  for (const item of items) {
    if (!['running', 'waiting', 'interrupted'].includes(item.state)) continue;
    const sec = item.state === 'running' ? item.progress?.etaSec : means.get(likeness(item));
    if (sec === undefined || sec === null) return null;
    if (item.elsewhere === null) here += sec;
    else there += sec;
    if (item.state === 'running' && item.elsewhere !== null) workers.add(item.elsewhere.worker ?? '');
  }
  return Math.max(here, there / Math.max(1, workers.size));
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
    etaSec: counts.running + waiting === 0 ? null : remainingSec(items),
  };
}
