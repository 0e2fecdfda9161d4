import type { FixChoice } from '../../native/api/runs.ts';
import { useStore } from '../state/state-store.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { isNeutral } from './fix-choice.ts';
import { type PreviewState, useMaskPreview } from './use-mask-preview.ts';

/** Shows the mask of a choice over the frame that is looked at; nothing while the clip plays or nothing is chosen. */
export function useFixPreview(choice: FixChoice): PreviewState {
  const { run, session } = useViewer();
  const frame = useSettledFrame();
  const standing = useStore(session.player.state).rate === 0;
  const wanted = standing && !isNeutral(choice);
  return useMaskPreview('fix.preview', wanted ? { runId: run.summary.id, frame, choice } : null);
}
