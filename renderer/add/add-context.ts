import { createContext, use } from 'react';

/** The ways by which clips come into the queue. */
export interface AddClips {
  /** By the system's dialog, in a browser by the library of the engine. */
  readonly choose: () => void;
  /** A folder, by the system's dialog; in a browser the same as `choose`. */
  readonly chooseFolder: () => void;
}

export const AddContext = createContext<AddClips | null>(null);

/** How to add clips; throws outside the provider. */
export function useAddClips(): AddClips {
  const ways = use(AddContext);
  if (ways === null) throw new Error('useAddClips is called outside of AddProvider.');
  return ways;
}
