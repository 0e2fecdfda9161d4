import type { HeldOutRegion } from '../../native/api/runs.ts';
import { useStore } from '../state/state-store.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { drawnRect } from '../viewer/viewer-session.ts';
import { type PreviewState, useMaskPreview } from './use-mask-preview.ts';

/** The region that is drawn, in shares of the picture; null where none is. */
export function useDrawnRegion(): HeldOutRegion['region'] | null {
  const { session } = useViewer();
  const rect = drawnRect(useStore(session.region));
  if (rect === null || rect.width === 0 || rect.height === 0) return null;
  const { width, height } = session.size;
  return { x: rect.x / width, y: rect.y / height, width: rect.width / width, height: rect.height / height };
}

/** Shows the mask that a region leaves of the frame that is looked at. */
export function useHoldOutPreview(region: HeldOutRegion['region'] | null): PreviewState {
  const { run } = useViewer();
  const frame = useSettledFrame();
  return useMaskPreview(
    'fix.previewHoldOut',
    region === null ? null : { runId: run.summary.id, frame, region },
  );
}
