import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { useEngine } from '../state/app-context.ts';
import { sentenceOf, type Loaded } from '../state/resource.ts';

export type Folder = Result<'library.browse'>;

/** A folder of the library, its roots where `path` is null; another `attempt` fetches it again. */
export function useFolder(path: string | null, attempt: number): Loaded<Folder> {
  const engine = useEngine();
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
  return folder?.of === path ? folder.loaded : { status: 'loading' };
}
