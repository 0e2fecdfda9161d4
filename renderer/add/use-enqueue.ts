import type { Params } from '../../native/api/contract.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { worded } from '../i18n/worded.ts';
import { useApp } from '../state/app-context.ts';

type Enqueued = Params<'queue.add'> & { readonly start: boolean };

/** Appends clips to the queue, tells which were refused, and starts it where that is wanted. */
export function useEnqueue(): (clips: Enqueued) => Promise<void> {
  const { engine, attempt, notices } = useApp();
  const { common, add, errors } = useMessages();
  return async ({ start, ...clips }) => {
    await attempt(
      (async () => {
        const { ids, rejected } = await engine.call('queue.add', clips);
        for (const failure of rejected) notices.add({ level: 'error', sentence: worded(errors, failure) });
        if (ids.length === 0) return;
        notices.add({ level: 'success', sentence: add.review.added(common.units.clips(ids.length)) });
        if (start) await engine.call('queue.start', {});
      })(),
    );
  };
}
