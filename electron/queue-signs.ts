import type { QueueState } from '../native/api/queue.ts';

/** What the taskbar, the power settings and a notification say of the queue. */
export interface QueueSigns {
  /** 0..1 over all clips of this stretch of work; null: nothing runs. */
  readonly fraction: number | null;
  readonly working: boolean;
  /** Clips that ended in the stretch of work that has just come to its end; null at any other time. */
  readonly ended: { readonly done: number; readonly failed: number } | null;
}

/** Follows the queue. */
export interface QueueWatch {
  changed(queue: QueueState): QueueSigns;
  progressed(id: number, fraction: number): QueueSigns;
}

const isOver = (state: string) => state === 'done' || state === 'failed' || state === 'cancelled';

/** A stretch of work begins when a clip runs here and ends when none does any more; clips that ended before it do not count. */
export function watchQueue(): QueueWatch {
  const fractions = new Map<number, number>();
  let before = new Set<number>();
  let working = false;
  let queue: QueueState = { paused: true, items: [] };

  function signs(): QueueSigns {
    const items = queue.items.filter(({ id, elsewhere }) => elsewhere === null && !before.has(id));
    const concerned = items.filter(
      ({ state }) => isOver(state) || state === 'running' || state === 'waiting',
    );
    const total = concerned.reduce(
      (sum, { id, state }) => sum + (isOver(state) ? 1 : (fractions.get(id) ?? 0)),
      0,
    );
    return { fraction: working ? total / concerned.length : null, working, ended: null };
  }

  return {
    changed(next) {
      const wasWorking = working;
      queue = next;
      working = next.items.some(({ state, elsewhere }) => state === 'running' && elsewhere === null);
      if (working && !wasWorking)
        before = new Set(next.items.filter(({ state }) => isOver(state)).map(({ id }) => id));
      for (const { id, progress } of next.items) if (progress !== null) fractions.set(id, progress.fraction);
      if (working || !wasWorking) return signs();
      const fresh = next.items.filter(({ id, elsewhere }) => elsewhere === null && !before.has(id));
      const count = (state: string) => fresh.filter((item) => item.state === state).length;
      fractions.clear();
      return { ...signs(), ended: { done: count('done'), failed: count('failed') } };
    },
    progressed(id, fraction) {
      fractions.set(id, fraction);
      return signs();
    },
  };
}
