import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { useApp } from '../state/app-context.ts';
import { sentenceOf, valueOf, type Loaded } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';

export type Folder = Result<'library.browse'>;

/** The folder of the library that is looked into. */
export interface OpenedFolder {
  readonly loaded: Loaded<Folder>;
  /** Looks into another; null: the library's roots. */
  readonly open: (path: string | null) => void;
  readonly retry: () => void;
}

/** Looks into the library's folders, from `first` on; without one from its roots or, where there is only one root, from there. */
export function useFolder(first: string | null = null): OpenedFolder {
  const { engine, info } = useApp();
  const roots = valueOf(useStore(info))?.libraryDirs ?? [];
  // Where there is only one folder, a list of folders would be a step for nothing.
  const [path, open] = useState<string | null>(first ?? (roots.length === 1 ? roots[0]! : null));
  const [attempt, setAttempt] = useState(0);
  const [folder, setFolder] = useState<{ of: string | null; loaded: Loaded<Folder> } | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const show = (loaded: Loaded<Folder>) => {
      if (!controller.signal.aborted) setFolder({ of: path, loaded });
    };
    engine.call('library.browse', { path }, controller.signal).then(
      (value) => show({ status: 'ready', value }),
      (error: unknown) => show({ status: 'failed', sentence: sentenceOf(error) }),
    );
    return () => controller.abort();
  }, [engine, path, attempt]);
  return {
    loaded: folder?.of === path ? folder.loaded : { status: 'loading' },
    open,
    retry: () => setAttempt(attempt + 1),
  };
}
