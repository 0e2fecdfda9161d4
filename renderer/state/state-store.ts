import { useSyncExternalStore } from 'react';

/** A value that changes, and who wants to know. */
export interface StateStore<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly update: (change: (value: T) => T) => void;
  /** Returns a function that ends the listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Tells its listeners of every value that is not the one before (by identity). */
export function createStore<T>(initial: T): StateStore<T> {
  const listeners = new Set<() => void>();
  let value = initial;
  function set(next: T): void {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  }
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The store's value; the component renders again when it changes. */
export function useStore<T>(store: Pick<StateStore<T>, 'get' | 'subscribe'>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** What is made of several stores; the component renders again only when it is another. `derive` must not make new objects. */
export function useDerived<S>(stores: readonly Pick<StateStore<unknown>, 'subscribe'>[], derive: () => S): S {
  return useSyncExternalStore((listener) => {
    const endings = stores.map((store) => store.subscribe(listener));
    return () => {
      for (const end of endings) end();
    };
  }, derive);
}

/** A part of the store's value; the component renders again only when the part does. `select` must not make new objects. */
export function useSelected<T, S>(
  store: Pick<StateStore<T>, 'get' | 'subscribe'>,
  select: (value: T) => S,
): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
