import { useEffect, useState } from 'react';
import type { HeldOutRegion } from '../../native/api/runs.ts';
import { useEngine } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';
import { useStore } from '../state/store.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { drawnRect } from '../viewer/viewer-session.ts';
import { outlinedMask } from './outlined-mask.ts';
import type { PreviewState } from './use-fix-preview.ts';

/** A region that is drawn asks once the pointer rests this long. */
const delayMs = 60;

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
  const { run, session } = useViewer();
  const engine = useEngine();
  const frame = useSettledFrame();
  const [state, setState] = useState<PreviewState>({ status: 'none' });
  const runId = run.summary.id;
  const { revision } = run;
  const asked = region === null ? null : JSON.stringify(region);
  useEffect(() => {
    if (asked === null) {
      setState({ status: 'none' });
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    async function look(): Promise<void> {
      try {
        const params = { runId, frame, region: JSON.parse(asked!) as HeldOutRegion['region'] };
        const found = await engine.call('fix.previewHoldOut', params, signal);
        const picture = await outlinedMask(found.png);
        if (signal.aborted) return;
        session.preview.set({ frame, picture });
        setState({ status: 'ready', area: found.area });
      } catch (error) {
        if (!signal.aborted) setState({ status: 'failed', sentence: sentenceOf(error) });
      }
    }
    setState({ status: 'working' });
    const timer = window.setTimeout(() => void look(), delayMs);
    return () => {
      window.clearTimeout(timer);
      controller.abort();
      session.preview.set(null);
    };
  }, [engine, session, runId, frame, asked, revision]);
  return state;
}
