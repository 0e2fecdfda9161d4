import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import type { CandidateChoice, RunDetails, RunSummary } from '../../native/api/runs.ts';
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

/** How much of a change of a run's masks is done, from the first word of it on; null before. */
export function useFixProgress(runId: number): number | null {
  const { engine } = useApp();
  const [done, setDone] = useState<number | null>(null);
  useEffect(
    () =>
      engine.on('fix.progress', (event) => {
        if (event.runId === runId) setDone(event.done);
      }),
    [engine, runId],
  );
  return done;
}

/** Makes candidates the object of a shot; the notice that tells so takes it back. Gives whether it succeeded. */
export function useChooseCandidates(
  run: RunSummary,
): (frame: number, choice: CandidateChoice) => Promise<boolean> {
  const { engine, attempt, notices, history, run: runResource } = useApp();
  const { candidates } = useMessages();
  return (frame, choice) =>
    attempt(
      engine.call('candidates.choose', { runId: run.id, frame, choice }).then((chosen) => {
        const show = (value: RunDetails) => runResource(run.id).set({ status: 'ready', value });
        show(chosen.run);
        const { undo: change } = chosen;
        let isUndone = false;
        const undo = () => {
          if (isUndone || change === null) return;
          isUndone = true;
          void attempt(engine.call('fix.undo', { runId: run.id, undo: change }).then(show));
        };
        history.add(undo);
        notices.add({
          level: 'success',
          sentence: candidates.chosen(run.name, chosen.changed.length),
          action: { label: candidates.undo, run: undo },
        });
      }),
    );
}
