import type { JobProgress, QueueState } from '../../native/api/queue.ts';
import type { AppState } from './app-state.ts';
import type { Loaded } from './resource.ts';

function withProgress(queue: Loaded<QueueState>, id: number, progress: JobProgress): Loaded<QueueState> {
  if (queue.status !== 'ready') return queue;
  const items = queue.value.items.map((item) => (item.id === id ? { ...item, progress } : item));
  return { status: 'ready', value: { ...queue.value, items } };
}

/** Keeps the state true to the engine: fetches all once, then whatever the engine says has changed. */
export function followEngine(state: AppState, reloadRuns: (runId: number | null) => void): void {
  const { engine, queue, runs, settings, info, models } = state;
  const reloadAll = () => {
    for (const resource of [info, settings, queue, runs, models]) resource.reload();
    reloadRuns(null);
  };
  engine.on('queue.changed', (value) => queue.set({ status: 'ready', value }));
  engine.on('queue.progress', ({ id, progress }) => queue.update((now) => withProgress(now, id, progress)));
  engine.on('runs.changed', ({ runId }) => {
    runs.reload();
    reloadRuns(runId);
  });
  engine.on('settings.changed', () => settings.reload());
  engine.on('notice', (notice) => state.notices.add(notice));
  engine.on('engine.restarted', ({ reason }) => {
    state.restart.set(reason);
    reloadAll();
  });
  engine.onState((link) => {
    if (link === 'open' && state.link.get() === 'lost') reloadAll();
    state.link.set(link);
  });
  reloadAll();
}
