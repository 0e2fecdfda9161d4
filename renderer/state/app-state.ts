import type { Result } from '../../native/api/contract.ts';
import type { FodvidHost } from '../../native/api/host.ts';
import type { Settings } from '../../native/api/machine.ts';
import type { QueueState } from '../../native/api/queue.ts';
import type { RunDetails, RunSummary } from '../../native/api/runs.ts';
import type { EngineLink, LinkState } from './engine-link.ts';
import { createNotices, type Notices } from './notices.ts';
import { createResource, sentenceOf, type Resource } from './resource.ts';
import { createStore, type Store } from './store.ts';
import { followEngine } from './follow-engine.ts';

/** What the user interface knows of the engine; there is one for each page, handed down by context. */
export interface AppState {
  readonly engine: EngineLink;
  /** What Electron's preload offers; null in a browser. */
  readonly host: FodvidHost | null;
  /** The address of a picture or video at a path of native/api/media-url.ts. */
  readonly mediaUrl: (path: string) => string;
  readonly link: Store<LinkState>;
  /** Why the engine was started again, until the person has read it. */
  readonly restart: Store<string | null>;
  readonly info: Resource<Result<'app.info'>>;
  readonly settings: Resource<Settings>;
  readonly queue: Resource<QueueState>;
  readonly runs: Resource<readonly RunSummary[]>;
  /** The opened run; fetched when it is asked for first. */
  readonly run: (runId: number) => Resource<RunDetails>;
  readonly notices: Notices;
  /** Changes settings: at once here, then in the engine, which may refuse with a notice. */
  readonly changeSettings: (changes: Partial<Settings>) => Promise<void>;
  /** Waits for what a person asked for; its failure is a notice, except a cancellation. Gives whether it succeeded. */
  readonly attempt: (work: Promise<unknown>) => Promise<boolean>;
}

/** Starts to follow the engine. `mediaRoot` is the address under which pictures lie, with a slash at its end. */
export function createAppState(engine: EngineLink, mediaRoot: string, host: FodvidHost | null): AppState {
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
    mediaUrl: (path) => mediaRoot + path,
    link: createStore(engine.state),
    restart: createStore<string | null>(null),
    info: createResource(() => engine.call('app.info', {})),
    settings,
    queue: createResource(() => engine.call('queue.list', {})),
    runs: createResource<readonly RunSummary[]>(async () => (await engine.call('runs.list', {})).runs),
    run,
    notices,
    changeSettings,
    attempt,
  };
  followEngine(state, (runId) => {
    for (const [id, details] of opened) if (runId === null || id === runId) details.reload();
  });
  return state;
}
