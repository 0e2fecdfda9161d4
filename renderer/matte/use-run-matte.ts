import { useEffect, useRef, useState } from 'react';
import { defaultRunMatte, type MatteSettings, type RunMatte } from '../../native/api/matte-settings.ts';
import { useApp } from '../state/app-context.ts';
import { useViewer } from '../viewer/viewer-context.ts';

/** How long a slider has to stand before its value is kept and the picture follows. */
const settledMs = 150;

/** A run's matte settings and what changes them; null until they are known. */
export function useRunMatte(): {
  readonly matte: RunMatte | null;
  readonly change: (changes: Partial<MatteSettings>) => void;
  readonly reset: () => void;
} {
  const { engine, attempt } = useApp();
  const { run, session } = useViewer();
  const runId = run.summary.id;
  const [matte, setMatte] = useState<RunMatte | null>(null);
  const timer = useRef(0);
  useEffect(() => {
    void attempt(engine.call('matte.get', { runId }).then(setMatte));
    return () => window.clearTimeout(timer.current);
  }, [engine, attempt, runId]);

  function keep(next: RunMatte): void {
    setMatte(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(
      () => void attempt(engine.call('matte.set', { runId, matte: next })),
      settledMs,
    );
  }

  /** Between an in and an out point only the frames there change, else all. */
  function change(changes: Partial<MatteSettings>): void {
    if (matte === null) return;
    const { first, last } = session.player.state.get().range;
    if (first === 0 && last === run.timesSec.length - 1) {
      keep({ ...matte, settings: { ...matte.settings, ...changes } });
      return;
    }
    const isThis = ({ from, to }: RunMatte['ranges'][number]) => from === first && to === last;
    const before = matte.ranges.find(isThis)?.settings ?? {};
    const own = { from: first, to: last, settings: { ...before, ...changes } };
    keep({ ...matte, ranges: [...matte.ranges.filter((range) => !isThis(range)), own] });
  }
  return { matte, change, reset: () => keep(defaultRunMatte) };
}
