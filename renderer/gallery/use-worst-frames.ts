import { useEffect, useMemo } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { useApp } from '../state/app-context.ts';
import { createResource, type Loaded } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';

/** A bad frame with its run and what can be shown of it. */
export type WorstFrame = Result<'gallery.worst'>['frames'][number];

const mostFrames = 300;

/** The worst frames of all runs, fetched again whenever a run changes. */
export function useWorstFrames(
  perRun: number,
  withLocked: boolean,
): {
  readonly loaded: Loaded<Result<'gallery.worst'>>;
  readonly reload: () => void;
} {
  const { engine } = useApp();
  const resource = useMemo(
    () => createResource(() => engine.call('gallery.worst', { limit: mostFrames, perRun, withLocked })),
    [engine, perRun, withLocked],
  );
  useEffect(() => {
    resource.reload();
    return engine.on('runs.changed', resource.reload);
  }, [engine, resource]);
  return { loaded: useStore(resource), reload: resource.reload };
}
