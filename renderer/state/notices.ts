import { createStore, type StateStore } from './state-store.ts';

/** One sentence for the person, and possibly one thing to do about it. */
export interface Notice {
  readonly id: number;
  readonly level: 'info' | 'success' | 'warning' | 'error';
  readonly sentence: string;
  /** Files that the notice stands for: dragging it drags them out of the window, in Electron. */
  readonly dragPaths?: readonly string[];
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Notices that wait to be read; the first is shown. */
export interface Notices extends Pick<StateStore<readonly Notice[]>, 'get' | 'subscribe'> {
  readonly add: (notice: Omit<Notice, 'id'>) => void;
  readonly dismiss: (id: number) => void;
}

const mostWaiting = 20;

/** A queue of notices; one that says the same as one waiting already is left out. */
export function createNotices(): Notices {
  const store = createStore<readonly Notice[]>([]);
  let nextId = 0;
  return {
    get: store.get,
    subscribe: store.subscribe,
    add(notice) {
      if (store.get().some(({ sentence }) => sentence === notice.sentence)) return;
      store.update((waiting) => [...waiting.slice(-mostWaiting), { ...notice, id: nextId++ }]);
    },
    dismiss: (id) => store.update((waiting) => waiting.filter((notice) => notice.id !== id)),
  };
}
