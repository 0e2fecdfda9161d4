import { createContext, use } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { useStore } from '../state/store.ts';
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

/** The frame that is looked at, as it changes. */
export const useFrame = (): number => useStore(useViewer().session.player.frame);

/** What the person chose to see, as this run can show it. */
export function useChoices(): ViewerChoices {
  const { session } = useViewer();
  useStore(session.choices);
  return session.shownChoices();
}
