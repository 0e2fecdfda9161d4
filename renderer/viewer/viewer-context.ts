import { createContext, use, useEffect, useState } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { useSelected } from '../state/state-store.ts';
import type { ViewerChoices } from './viewer-choices.ts';
import type { ViewerSession } from './viewer-session.ts';

/** The opened run and what looks at it. */
export interface OpenedRun {
  readonly run: RunDetails;
  readonly session: ViewerSession;
}

/** Hands the opened run down to the parts of the viewer. */
export const ViewerContext = createContext<OpenedRun | null>(null);

/** The opened run; throws outside of a viewer. */
export function useViewer(): OpenedRun {
  const opened = use(ViewerContext);
  if (opened === null) throw new Error('useViewer is called outside of ViewerContext.');
  return opened;
}

/** How long a frame has to stand before what need not follow every step follows it. */
const settledMs = 120;

/** The frame once it stands: for panels that would only slow down scrubbing. */
export function useSettledFrame(): number {
  const { frame } = useViewer().session.player;
  const [settled, setSettled] = useState(frame.get());
  useEffect(() => {
    let timer = 0;
    const settle = () => setSettled(frame.get());
    const end = frame.subscribe(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(settle, settledMs);
    });
    settle();
    return () => {
      window.clearTimeout(timer);
      end();
    };
  }, [frame]);
  return settled;
}

/** One thing that the person chose to see, as this run can show it. */
export function useChoice<K extends keyof ViewerChoices>(name: K): ViewerChoices[K] {
  const { session } = useViewer();
  return useSelected(session.choices, () => session.shownChoices()[name]);
}
