import { createStore, type StateStore } from './state-store.ts';

/** Something of the engine: on its way, here, or not to be had for the reason of one sentence. */
export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly sentence: string };

/** Something of the engine that can be fetched again. */
export interface Resource<T> extends StateStore<Loaded<T>> {
  /** Fetches anew; what was there is shown until then. */
  readonly reload: () => void;
}

/** The sentence of whatever was thrown. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Fetches at the first `reload`; of overlapping fetches the latest counts. */
export function createResource<T>(load: () => Promise<T>): Resource<T> {
  const store = createStore<Loaded<T>>({ status: 'loading' });
  let latest = 0;
  async function fetchAnew(): Promise<void> {
    const mine = ++latest;
    try {
      const value = await load();
      if (mine === latest) store.set({ status: 'ready', value });
    } catch (error) {
      // What was there stays to be seen; the banner tells of a lost engine, a notice of anything else.
      if (mine === latest && store.get().status !== 'ready')
        store.set({ status: 'failed', sentence: sentenceOf(error) });
    }
  }
  return { ...store, reload: () => void fetchAnew() };
}

/** The value where it is there, else null. */
export const valueOf = <T>(loaded: Loaded<T>): T | null => (loaded.status === 'ready' ? loaded.value : null);
