import { useEffect } from 'react';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import type { PlacedDab } from '../viewer/viewer-session.ts';
import { type PreviewState, useMaskPreview } from './use-mask-preview.ts';

/** Shows what a dab would make of its frame. A dab goes with the frame that it was placed in. */
export function useDabPreview(placed: PlacedDab | null): PreviewState<'fix.previewDab'> {
  const { run, session } = useViewer();
  const shown = useSettledFrame();
  useEffect(() => {
    if (placed !== null && placed.frame !== shown) session.dab.set(null);
  }, [session, placed, shown]);
  return useMaskPreview('fix.previewDab', placed === null ? null : callOf(run.summary.id, placed));
}

const callOf = (runId: number, { frame, ...dab }: PlacedDab) => ({ runId, frame, dab });
