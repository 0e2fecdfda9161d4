import { useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import type { Dab, FixChoice, HeldOutRegion, RunDetails } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import type { FrameRange } from '../../native/base/frame-indices.ts';
import { useViewer } from '../viewer/viewer-context.ts';

/** The calls that change a run's masks; what comes of them is shown at once, failures are notices. */
export interface FixCalls {
  readonly busy: boolean;
  readonly apply: (range: FrameRange, choice: FixChoice) => Promise<boolean>;
  readonly dab: (frame: number, dab: Dab) => Promise<boolean>;
  readonly holdOut: (range: FrameRange, region: HeldOutRegion['region']) => Promise<boolean>;
  readonly giveUpHoldOut: (held: HeldOutRegion) => Promise<boolean>;
  readonly revert: (range: FrameRange) => Promise<boolean>;
  readonly lock: (frames: readonly number[], locked: boolean) => Promise<boolean>;
}

/** Fixes of the opened run. */
export function useFixCalls(): FixCalls {
  const { fix } = useMessages().viewer;
  const { engine, attempt, notices, history, run: runResource } = useApp();
  const { summary } = useViewer().run;
  const [busy, setBusy] = useState(false);
  const runId = summary.id;
  const taken = (value: RunDetails) => runResource(runId).set({ status: 'ready', value });
  function changed({ changed: frames, undo, run }: Result<'fix.apply'>): void {
    taken(run);
    const isChanged = frames.length > 0;
    notices.add({
      level: isChanged ? 'success' : 'info',
      sentence: isChanged ? fix.applied(frames.length) : fix.nothingChanged,
    });
    if (undo !== null) history.add(() => void attempt(engine.call('fix.undo', { runId, undo }).then(taken)));
  }
  const setLock = (frames: readonly number[], locked: boolean) =>
    engine.call('fix.lock', { runId, frames: [...frames], locked }).then(taken);
  async function whileBusy(work: Promise<void>): Promise<boolean> {
    setBusy(true);
    const succeeded = await attempt(work);
    setBusy(false);
    return succeeded;
  }
  return {
    busy,
    apply: (range, choice) =>
      whileBusy(engine.call('fix.apply', { runId, range: { ...range }, choice }).then(changed)),
    dab: (frame, dab) => whileBusy(engine.call('fix.dab', { runId, frame, dab }).then(changed)),
    holdOut: (range, region) =>
      whileBusy(engine.call('fix.holdOut', { runId, ...range, region }).then(changed)),
    giveUpHoldOut: (held) => whileBusy(engine.call('fix.giveUpHoldOut', { runId, ...held }).then(changed)),
    revert: (range) => whileBusy(engine.call('fix.revert', { runId, range: { ...range } }).then(changed)),
    lock: (frames, locked) =>
      whileBusy(
        setLock(frames, locked).then(() => history.add(() => void attempt(setLock(frames, !locked)))),
      ),
  };
}
