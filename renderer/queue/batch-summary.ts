import type { QueueItem } from '../../native/api/queue.ts';

/** How far the whole queue is. */
export interface BatchSummary {
  readonly counts: Readonly<Record<QueueItem['state'], number>>;
  /** 0..1 of the clips that count: those done, running, waiting or interrupted. */
  readonly fraction: number;
  /** Seconds of the running clip plus the mean of finished ones like it for each that waits; null until it can be told. */
  readonly etaSec: number | null;
}

/** Whether two clips take the same networks and training. */
const isAlike = ({ config: a }: QueueItem, { config: b }: QueueItem): boolean =>
  a.encoder === b.encoder &&
  a.flow === b.flow &&
  a.refine === b.refine &&
  (!a.refine || (a.epochs === b.epochs && a.warpFlow === b.warpFlow));

/** What finished clips like this one took on average; null where there is none. */
function expectedSec(item: QueueItem, items: readonly QueueItem[]): number | null {
  const took = items.flatMap((other) => {
    const { state, startedMs, finishedMs } = other;
    const isKnown = state === 'done' && startedMs !== null && finishedMs !== null && isAlike(item, other);
    return isKnown ? [(finishedMs - startedMs) / 1000] : [];
  });
  return took.length === 0 ? null : took.reduce((a, b) => a + b, 0) / took.length;
}

function remainingSec(items: readonly QueueItem[]): number | null {
  let sum = 0;
  for (const item of items) {
    if (!['running', 'waiting', 'interrupted'].includes(item.state)) continue;
    const sec = item.state === 'running' ? (item.progress?.etaSec ?? null) : expectedSec(item, items);
    if (sec === null) return null;
    sum += sec;
  }
  return sum;
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
