import { useMemo } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { useApp } from '../state/app-context.ts';

/** What can be done with a clip on the board; failures become notices. */
export interface BoardActions {
  /** Approves or rejects; the same decision again takes it back. */
  readonly decide: (run: RunSummary, decision: NonNullable<RunSummary['decision']>) => void;
  /** Asks which object it shall be. */
  readonly pick: (run: RunSummary) => void;
}

/** The board's actions; `pick` opens the candidates of a run. */
export function useBoardActions(pick: BoardActions['pick']): BoardActions {
  const { engine, attempt, runs, history } = useApp();
  return useMemo(() => {
    function put(runId: number, decision: RunSummary['decision']): void {
      // At once here: the next key may follow before the engine has answered.
      runs.update((now) =>
        now.status === 'ready'
          ? { ...now, value: now.value.map((each) => (each.id === runId ? { ...each, decision } : each)) }
          : now,
      );
      void attempt(engine.call('runs.decide', { runIds: [runId], decision }));
    }
    return {
      decide(run, wanted) {
        put(run.id, run.decision === wanted ? null : wanted);
        history.add(() => put(run.id, run.decision));
      },
      pick,
    };
  }, [engine, attempt, runs, history, pick]);
}
