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

/** What was chosen in this window, by run and first frame of the shot: undoing brings the choice before back. */
const chosenBefore = new Map<string, CandidateChoice>();

/** Makes candidates the object of a shot; the notice that tells so takes it back. Gives whether it succeeded. */
export function useChooseCandidates(
  run: RunSummary,
): (frame: number, choice: CandidateChoice) => Promise<boolean> {
  const { engine, attempt, notices, history, run: runResource } = useApp();
  const { candidates } = useMessages();
  return (frame, choice) =>
    attempt(
      engine.call('candidates.choose', { runId: run.id, frame, choice }).then((chosen) => {
        const { range } = chosen;
        const place = `${run.id}/${range.first}`;
        const before = chosenBefore.get(place);
        chosenBefore.set(place, choice);
        const show = (value: RunDetails) => runResource(run.id).set({ status: 'ready', value });
        show(chosen.run);
        const revert = () => engine.call('fix.revert', { runId: run.id, range }).then(show);
        const chooseAgain = (choice: CandidateChoice) =>
          engine.call('candidates.choose', { runId: run.id, frame, choice }).then((again) => show(again.run));
        let isUndone = false;
        const undo = () => {
          if (isUndone) return;
          isUndone = true;
          if (before === undefined) chosenBefore.delete(place);
          else chosenBefore.set(place, before);
          void attempt(before === undefined ? revert() : chooseAgain(before));
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
