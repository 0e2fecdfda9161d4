import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import type { CandidateChoice, RunSummary } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { type Loaded, sentenceOf } from '../state/resource.ts';

export type FoundCandidates = Result<'candidates.find'>;

/** The candidates of the shot of a frame; computed by the engine where it has not before. */
export function useCandidates(
  runId: number,
  frame: number,
): { readonly loaded: Loaded<FoundCandidates>; readonly retry: () => void } {
  const { engine } = useApp();
  const [loaded, setLoaded] = useState<Loaded<FoundCandidates>>({ status: 'loading' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setLoaded({ status: 'loading' });
    engine.call('candidates.find', { runId, frame }, controller.signal).then(
      (value) => setLoaded({ status: 'ready', value }),
      (error: unknown) => {
        if (!controller.signal.aborted) setLoaded({ status: 'failed', sentence: sentenceOf(error) });
      },
    );
    return () => controller.abort();
  }, [engine, runId, frame, tries]);
  return { loaded, retry: () => setTries((count) => count + 1) };
}

/** Makes candidates the object of a shot; the notice that tells so takes it back. Gives whether it succeeded. */
export function useChooseCandidates(
  run: RunSummary,
): (frame: number, choice: CandidateChoice) => Promise<boolean> {
  const { engine, attempt, notices, run: runResource } = useApp();
  const { candidates } = useMessages();
  return (frame, choice) =>
    attempt(
      engine.call('candidates.choose', { runId: run.id, frame, choice }).then((chosen) => {
        runResource(run.id).set({ status: 'ready', value: chosen.run });
        const undo = () =>
          void attempt(
            engine
              .call('fix.revert', { runId: run.id, range: chosen.range })
              .then((value) => runResource(run.id).set({ status: 'ready', value })),
          );
        notices.add({
          level: 'success',
          sentence: candidates.chosen(run.name, chosen.changed.length),
          action: { label: candidates.undo, run: undo },
        });
      }),
    );
}
