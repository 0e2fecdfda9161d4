import { createContext, use } from 'react';
import type { ComputersState } from '../../native/api/computers.ts';
import type { RunDetails, RunSummary } from '../../native/api/runs.ts';
import type { QueueState } from '../../native/api/queue.ts';
import type { Settings } from '../../native/api/machine.ts';
import type { AppState } from './app-state.ts';
import type { Notice } from './notices.ts';
import type { Loaded } from './resource.ts';
import { useSelected, useStore } from './state-store.ts';

/** Hands the page's state down to every component. */
export const AppContext = createContext<AppState | null>(null);

/** The page's state; throws outside the provider. */
export function useApp(): AppState {
  const state = use(AppContext);
  if (state === null) throw new Error('useApp is called outside of AppContext.');
  return state;
}

/** The engine's contract. */
export const useEngine = () => useApp().engine;

/** The queue, as it is now. */
export const useQueue = (): Loaded<QueueState> => useStore(useApp().queue);

/**
 * A fact about the queue, null until the queue is there; the component renders again only when the fact changes, not with
 * every step of a clip's progress. `select` must not make new objects.
 */
export const useQueueFact = <S>(select: (queue: QueueState) => S): S | null =>
  useSelected(useApp().queue, (loaded) => (loaded.status === 'ready' ? select(loaded.value) : null));

/** A fact about the queue of several computers, null until it is there; as `useQueueFact`. */
export const useComputersFact = <S>(select: (computers: ComputersState) => S): S | null =>
  useSelected(useApp().computers, (loaded) => (loaded.status === 'ready' ? select(loaded.value) : null));

/** All runs of the history. */
export const useRuns = (): Loaded<readonly RunSummary[]> => useStore(useApp().runs);

/** One opened run; fetched again whenever the engine says that it changed. */
export const useRun = (runId: number): Loaded<RunDetails> => useStore(useApp().run(runId));

/** The person's settings. */
export const useSettings = (): Loaded<Settings> => useStore(useApp().settings);

/** The notices that wait to be read. */
export const useNotices = (): readonly Notice[] => useStore(useApp().notices);
