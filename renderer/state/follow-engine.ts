import type { JobProgress, QueueState } from '../../native/api/queue.ts';
import type { ChannelState } from '../../native/api/transport/channel.ts';
import type { EngineConnection } from '../../native/api/transport/client.ts';
import type { Result } from '../../native/api/contract.ts';
import type { ComputersState } from '../../native/api/computers.ts';
import type { Settings } from '../../native/api/machine.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import type { Notices } from './notices.ts';
import type { Loaded, Resource } from './resource.ts';
import type { StateStore } from './state-store.ts';

/** What is kept true to the engine. */
export interface EngineState {
  readonly engine: EngineConnection;
  readonly link: StateStore<ChannelState>;
  /** Why the engine was started again, until the person has read it. */
  readonly restart: StateStore<string | null>;
  readonly info: Resource<Result<'app.info'>>;
  readonly settings: Resource<Settings>;
  readonly queue: Resource<QueueState>;
  readonly runs: Resource<readonly RunSummary[]>;
  /** The published networks and what of them is here; to be loaded again by whoever changes it. */
  readonly models: Resource<Result<'models.list'>>;
  /** The queue of several computers. */
  readonly computers: Resource<ComputersState>;
  readonly notices: Notices;
}

function withProgress(
  queue: Loaded<QueueState>,
  clips: readonly { readonly id: number; readonly progress: JobProgress }[],
): Loaded<QueueState> {
  if (queue.status !== 'ready') return queue;
  const moved = new Map(clips.map(({ id, progress }) => [id, progress]));
  const items = queue.value.items.map((item) => {
    const progress = moved.get(item.id);
    return progress === undefined ? item : { ...item, progress };
  });
  return { status: 'ready', value: { ...queue.value, items } };
}

/** Keeps the state true to the engine: fetches all once, then whatever the engine says has changed. */
export function followEngine(state: EngineState, reloadRuns: (runId: number | null) => void): void {
  const { engine, queue, runs, settings, info, models, computers } = state;
  const reloadAll = () => {
    for (const resource of [info, settings, queue, runs, models, computers]) resource.reload();
    reloadRuns(null);
  };
  engine.on('queue.changed', (value) => queue.set({ status: 'ready', value }));
  engine.on('queue.progress', (clip) => queue.update((now) => withProgress(now, [clip])));
  engine.on('queue.progressElsewhere', ({ clips }) => queue.update((now) => withProgress(now, clips)));
  engine.on('runs.changed', ({ runId }) => {
    runs.reload();
    reloadRuns(runId);
  });
  engine.on('settings.changed', () => settings.reload());
  engine.on('computers.changed', (value) => computers.set({ status: 'ready', value }));
  engine.on('notice', (notice) => state.notices.add(notice));
  engine.on('engine.replaced', reloadAll);
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
