import type { FodvidHost } from '../../native/api/host.ts';
import type { Settings } from '../../native/api/machine.ts';
import type { RunDetails, RunSummary } from '../../native/api/runs.ts';
import type { EngineAccess } from '../client/engine-access.ts';
import { wordedEngine } from '../client/worded-engine.ts';
import { catalogues } from '../i18n/catalogues.ts';
import { createNotices } from './notices.ts';
import { createResource, sentenceOf, type Resource, valueOf } from './resource.ts';
import { createStore, type StateStore } from './state-store.ts';
import { createUndoHistory, type UndoHistory } from './undo.ts';
import { type EngineState, followEngine } from './follow-engine.ts';

/** What the user interface knows of the engine; there is one for each page, handed down by context. */
export interface AppState extends EngineState {
  /** What Electron's preload offers; null in a browser. */
  readonly host: FodvidHost | null;
  /** The address of a picture at a path of native/api/media-url.ts; null in Electron, where pictures have none. */
  readonly mediaUrl: EngineAccess['mediaUrl'];
  /** The picture at such a path. */
  readonly loadPicture: EngineAccess['loadPicture'];
  /** Sends clips into the library folder; null in Electron, where files have paths. */
  readonly upload: EngineAccess['upload'];
  /** Why there is no engine and none is being started; null: there is hope. */
  readonly failure: StateStore<string | null>;
  /** The opened run; fetched when it is asked for first. */
  readonly run: (runId: number) => Resource<RunDetails>;
  readonly history: UndoHistory;
  /** The runs of which the window asks whether they shall be deleted; it does so while there are any. */
  readonly deletion: StateStore<readonly RunSummary[]>;
  /** Changes settings: at once here, then in the engine, which may refuse with a notice. */
  readonly changeSettings: (changes: Partial<Settings>) => Promise<void>;
  /** Waits for what a person asked for; its failure is a notice, except a cancellation. Gives whether it succeeded. */
  readonly attempt: (work: Promise<unknown>) => Promise<boolean>;
}

/** Starts to follow the engine that `access` reaches. */
export function createAppState(access: EngineAccess, host: FodvidHost | null): AppState {
  const engine = wordedEngine(
    access.engine,
    () => catalogues[valueOf(settings.get())?.language ?? 'en'].errors,
  );
  const notices = createNotices();
  const settings = createResource(() => engine.call('settings.get', {}));
  const opened = new Map<number, Resource<RunDetails>>();

  async function attempt(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      const cancelled = error instanceof Error && 'kind' in error && error.kind === 'cancelled';
      if (!cancelled) notices.add({ level: 'error', sentence: sentenceOf(error) });
      return false;
    }
  }

  async function changeSettings(changes: Partial<Settings>): Promise<void> {
    settings.update((now) =>
      now.status === 'ready' ? { ...now, value: { ...now.value, ...changes } } : now,
    );
    if (!(await attempt(engine.call('settings.set', { changes })))) settings.reload();
  }

  function run(runId: number): Resource<RunDetails> {
    const known = opened.get(runId);
    if (known !== undefined) return known;
    const details = createResource(() => engine.call('runs.get', { runId }));
    opened.set(runId, details);
    details.reload();
    return details;
  }

  const state: AppState = {
    engine,
    host,
    mediaUrl: access.mediaUrl,
    loadPicture: access.loadPicture,
    upload: access.upload,
    link: createStore(engine.state),
    restart: createStore<string | null>(null),
    failure: createStore<string | null>(null),
    info: createResource(() => engine.call('app.info', {})),
    settings,
    queue: createResource(() => engine.call('queue.list', {})),
    runs: createResource<readonly RunSummary[]>(async () => (await engine.call('runs.list', {})).runs),
    computers: createResource(() => engine.call('computers.state', {})),
    models: createResource(() => engine.call('models.list', {})),
    run,
    notices,
    history: createUndoHistory(),
    deletion: createStore<readonly RunSummary[]>([]),
    changeSettings,
    attempt,
  };
  host?.onEngineFailure((reason) => state.failure.set(reason));
  followEngine(state, (runId) => {
    for (const [id, details] of opened) if (runId === null || id === runId) details.reload();
  });
  return state;
}
