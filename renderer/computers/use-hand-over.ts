import { useCallback, useRef, useState } from 'react';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { worded } from '../i18n/worded.ts';
import { useApp } from '../state/app-context.ts';

/** Handing clips to other computers, which reads each of them and can be stopped. */
export interface HandOver {
  readonly isBusy: boolean;
  readonly start: (ids: readonly number[]) => void;
  /** Ends it; what was handed over by then stays there. */
  readonly stop: () => void;
}

/** Hands clips over and tells what became of it. */
export function useHandOver(): HandOver {
  const { computers, errors } = useMessages();
  const { number } = useFormats();
  const { engine, attempt, notices } = useApp();
  const [isBusy, setBusy] = useState(false);
  const controller = useRef<AbortController | null>(null);
  const start = useCallback(
    (ids: readonly number[]) => {
      if (ids.length === 0) return;
      const own = new AbortController();
      controller.current = own;
      setBusy(true);
      const work = engine
        .call('queue.handOver', { ids: [...ids] }, own.signal)
        .then(({ handed, rejected }) => {
          if (handed > 0)
            notices.add({ level: 'success', sentence: computers.handed(number(handed), handed === 1) });
          for (const one of rejected.slice(0, 3))
            notices.add({ level: 'error', sentence: worded(errors, one) });
        });
      void attempt(work).then(() => setBusy(false));
    },
    [engine, attempt, notices, computers, errors, number],
  );
  const stop = useCallback(() => controller.current?.abort(), []);
  return { isBusy, start, stop };
}
