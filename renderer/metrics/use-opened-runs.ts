import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { useApp } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';

const same = (a: readonly RunDetails[] | null, b: readonly RunDetails[]) =>
  a !== null && a.length === b.length && a.every((run, index) => run === b[index]);

/** Several runs, opened; null until all of them are there. Runs that cannot be opened are left out. */
export function useOpenedRuns(runIds: readonly number[]): readonly RunDetails[] | null {
  const { run } = useApp();
  const key = runIds.join();
  const resources = useMemo(
    () => (key === '' ? [] : key.split(',').map((id) => run(Number(id)))),
    [run, key],
  );
  const last = useRef<readonly RunDetails[] | null>(null);
  const subscribe = useCallback(
    (listener: () => void) => {
      const endings = resources.map((resource) => resource.subscribe(listener));
      return () => endings.forEach((end) => end());
    },
    [resources],
  );
  return useSyncExternalStore(subscribe, () => {
    const loaded = resources.map((resource) => resource.get());
    if (loaded.some(({ status }) => status === 'loading')) return null;
    const opened = loaded.flatMap((each) => valueOf(each) ?? []);
    if (!same(last.current, opened)) last.current = opened;
    return last.current;
  });
}
