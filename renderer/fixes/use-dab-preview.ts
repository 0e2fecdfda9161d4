import { useEffect, useState } from 'react';
import { useEngine } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';
import type { FrameSpan } from '../timeline/strip-geometry.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import type { PlacedDab } from '../viewer/viewer-session.ts';
import { outlinedMask } from './outlined-mask.ts';
import type { PreviewState } from './use-fix-preview.ts';

/** Shows what a dab would make of its frame, and which frames it reaches. A dab goes with the frame that it was placed in. */
export function useDabPreview(placed: PlacedDab | null): {
  readonly state: PreviewState;
  readonly range: FrameSpan | null;
} {
  const { run, session } = useViewer();
  const engine = useEngine();
  const frame = useSettledFrame();
  const [state, setState] = useState<PreviewState>({ status: 'none' });
  const [range, setRange] = useState<FrameSpan | null>(null);
  const runId = run.summary.id;
  useEffect(() => {
    if (placed !== null && placed.frame !== frame) session.dab.set(null);
  }, [session, placed, frame]);
  useEffect(() => {
    if (placed === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const { frame: at, ...dab } = placed;
    async function look(): Promise<void> {
      try {
        const found = await engine.call('fix.previewDab', { runId, frame: at, dab }, signal);
        const picture = await outlinedMask(found.png);
        if (signal.aborted) return;
        session.preview.set({ frame: at, picture });
        setRange(found.range);
        setState({ status: 'ready', area: found.area });
      } catch (error) {
        if (!signal.aborted) setState({ status: 'failed', sentence: sentenceOf(error) });
      }
    }
    setState({ status: 'working' });
    void look();
    return () => {
      controller.abort();
      session.preview.set(null);
    };
  }, [engine, session, runId, placed, run.revision]);
  return { state, range };
}
