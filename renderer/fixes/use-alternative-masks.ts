import { useEffect, useState } from 'react';
import type { FixChoice } from '../../native/api/runs.ts';
import { useEngine } from '../state/app-context.ts';
import { useStore } from '../state/state-store.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { outlinedMask } from './outlined-mask.ts';

/** A frame is looked at for so long before its alternatives are worth computing. */
const restMs = 400;

/** The masks of some choices in the frame that is looked at, one after the other; none of a choice that cannot be had. */
export function useAlternativeMasks(choices: readonly FixChoice[]): readonly (ImageBitmap | undefined)[] {
  const { run, session } = useViewer();
  const engine = useEngine();
  const frame = useSettledFrame();
  const standing = useStore(session.player.state).rate === 0;
  const [masks, setMasks] = useState<readonly (ImageBitmap | undefined)[]>([]);
  const runId = run.summary.id;
  const wanted = JSON.stringify(choices);
  useEffect(() => {
    if (!standing) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    setMasks([]);
    async function look(): Promise<void> {
      for (const [at, choice] of (JSON.parse(wanted) as FixChoice[]).entries()) {
        const mask = await engine
          .call('fix.preview', { runId, frame, choice }, signal)
          .then(({ png }) => outlinedMask(png))
          .catch(() => undefined);
        if (signal.aborted) return;
        setMasks((known) => Object.assign([...known], { [at]: mask }));
      }
    }
    const timer = window.setTimeout(() => void look(), restMs);
    return () => {
      window.clearTimeout(timer);
      controller.abort();
    };
  }, [engine, runId, frame, standing, wanted, run.revision]);
  return masks;
}
