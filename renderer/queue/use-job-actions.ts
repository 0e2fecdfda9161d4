import { useMemo } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { navigate } from '../routing/use-route.ts';
import { useApp } from '../state/app-context.ts';

/** What can be done with the clips of the queue; failures become notices. */
export interface JobActions {
  readonly open: (item: QueueItem) => void;
  /** Changes the settings of a clip that waits. */
  readonly configure: (item: QueueItem) => void;
  readonly retry: (ids: readonly number[]) => void;
  /** Tries a damaged clip again, up to its last intact frame. */
  readonly retryUpTo: (id: number, to: number) => void;
  readonly cancel: (item: QueueItem) => void;
  readonly remove: (ids: readonly number[]) => void;
  /** Hands clips to other computers. */
  readonly handOver: (ids: readonly number[]) => void;
  /** Runs clips on this computer instead. */
  readonly takeBack: (ids: readonly number[]) => void;
  readonly move: (id: number, toIndex: number) => void;
  /** Null in a browser, which has no file manager to show anything in. */
  readonly reveal: ((item: QueueItem) => void) | null;
  readonly start: () => void;
  readonly pause: () => void;
}

/**
 * The same object for the page's life where `configure` and `handOver` stay the same, so that rows need not render again;
 * `configure` shows the settings of a clip.
 */
export function useJobActions(
  configure: JobActions['configure'],
  handOver: JobActions['handOver'],
): JobActions {
  const { engine, host, attempt } = useApp();
  return useMemo(
    () => ({
      open: ({ runId }) => {
        if (runId !== null) navigate({ view: 'viewer', runId, frame: null });
      },
      configure,
      retry: (ids) => void attempt(Promise.all(ids.map((id) => engine.call('queue.retry', { id })))),
      retryUpTo: (id, to) => void attempt(engine.call('queue.retry', { id, to })),
      cancel: ({ id }) => void attempt(engine.call('queue.cancel', { id })),
      remove: (ids) => {
        if (ids.length > 0) void attempt(engine.call('queue.remove', { ids: [...ids] }));
      },
      handOver,
      takeBack: (ids) => {
        if (ids.length > 0) void attempt(engine.call('queue.takeBack', { ids: [...ids] }));
      },
      move: (id, toIndex) => void attempt(engine.call('queue.move', { id, toIndex })),
      reveal: host === null ? null : ({ outDir }) => void attempt(host.revealPath(outDir)),
      start: () => void attempt(engine.call('queue.start', {})),
      pause: () => void attempt(engine.call('queue.pause', {})),
    }),
    [engine, host, attempt, configure, handOver],
  );
}
