import type { EngineClient, EventName, EventPayload, MethodName } from '../../native/api/contract.ts';
import type { QueueItem } from '../../native/api/queue.ts';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import type { EngineConnection } from '../../native/api/transport/client.ts';

/** What a fake engine has: a queue of `clipCount` clips of which the first runs, and further fixed answers by method. */
export interface FakeContent {
  readonly clipCount: number;
  /** Whether other computers run the clips, a hundred at once. */
  readonly elsewhere?: boolean;
  readonly answers?: Partial<Record<MethodName, unknown>>;
}

/** An engine in the page's own memory: for measuring and testing the interface alone. */
export function createFakeEngine({
  clipCount,
  elsewhere = false,
  answers: further,
}: FakeContent): EngineConnection & {
  emit: <E extends EventName>(name: E, payload: EventPayload<E>) => void;
} {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const config = resolveRunConfig({});
  const items = Array.from({ length: clipCount }, (_, index): QueueItem =>
    elsewhere ? elsewhereItem(index, config) : fakeItem(index, config),
  );
  const settings = {
    outputDir: '/results',
    cacheDir: '/cache',
    cacheLimitGb: 20,
    theme: 'dark',
    language: 'en',
    reducedMotion: 'system',
    config,
    presets: [],
    notifyAtEnd: true,
    computers: null,
  } as const;
  const answers: Partial<Record<MethodName, unknown>> = {
    'app.info': {
      version: '0.0.0',
      platform: 'linux',
      host: 'browser',
      watches: false,
      libraryDirs: ['/clips'],
    },
    'settings.get': settings,
    'queue.list': { paused: false, items },
    'runs.list': { runs: [] },
    'computers.state': {
      queue: null,
      hasPassword: false,
      link: 'off',
      failure: null,
      program: null,
      counts: null,
      workers: [],
      handing: null,
    },
    ...further,
  };
  return {
    state: 'open',
    onState: () => () => undefined,
    close: () => undefined,
    call: ((name: MethodName) =>
      name in answers
        ? Promise.resolve(answers[name])
        : Promise.reject(new Error(`The fake engine has no ${name}.`))) as EngineClient['call'],
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => {
        known.delete(listener);
      };
    },
    emit(name, payload) {
      for (const listener of listeners.get(name) ?? []) listener(payload as never);
    },
  };
}

/** The clip at a place of the fake queue; the first one runs. */
export function fakeItem(index: number, config = resolveRunConfig({})): QueueItem {
  const state = index === 0 ? 'running' : 'waiting';
  return {
    id: index + 1,
    clip: `/clips/A${String(index).padStart(3, '0')}_C007_0412QX.mp4`,
    name: `A${String(index).padStart(3, '0')}_C007_0412QX`,
    outDir: '/results',
    state,
    config,
    progress:
      state === 'running'
        ? { stage: 'flow', done: 0, total: 10_000, fraction: 0, etaSec: 600, note: null }
        : null,
    error: null,
    runId: null,
    queuedMs: 0,
    startedMs: null,
    finishedMs: null,
    elsewhere: null,
  };
}

/** The same of a clip that another computer runs, or will. */
function elsewhereItem(index: number, config: QueueItem['config']): QueueItem {
  const item = fakeItem(index, config);
  if (index >= 100) return { ...item, state: 'waiting', elsewhere: { worker: null } };
  const progress = { stage: 'flow', done: 0, total: 10_000, fraction: 0, etaSec: 600, note: null };
  return { ...item, state: 'running', progress, elsewhere: { worker: `render-${index}` } };
}
