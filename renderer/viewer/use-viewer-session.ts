import { useEffect, useState } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { navigate } from '../routing/use-route.ts';
import { useApp } from '../state/app-context.ts';
import { ViewerSession } from './viewer-session.ts';

/** How long a frame stands before the address names it: scrubbing must not fill it. */
const settledMs = 400;

/** Keeps the address true to the frame, so that a reload or a link shows the same. */
function followFrame(session: ViewerSession, runId: number): () => void {
  let timer = 0;
  const { frame, state } = session.player;
  const end = frame.subscribe(() => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (state.get().rate === 0) navigate({ view: 'viewer', runId, frame: frame.get() }, { replace: true });
    }, settledMs);
  });
  return () => {
    window.clearTimeout(timer);
    end();
  };
}

/** The session of a run, from the component's first effect to its last; `frame` of the address is gone to. */
export function useViewerSession(run: RunDetails, frame: number | null): ViewerSession | null {
  const { loadPicture, link } = useApp();
  const [session, setSession] = useState<ViewerSession | null>(null);
  const runId = run.summary.id;
  useEffect(() => {
    const opened = new ViewerSession(run, loadPicture, frame ?? 0);
    const end = followFrame(opened, runId);
    // Pictures that failed while the engine was away are asked for again.
    const endLink = link.subscribe(() => {
      if (link.get() === 'open') opened.pictures.cache.forgetFailures();
    });
    setSession(opened);
    return () => {
      end();
      endLink();
      opened.close();
      setSession(null);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the effects below tell the session of other states and frames
  }, [runId, loadPicture, link]);
  useEffect(() => session?.update(run), [session, run]);
  useEffect(() => {
    if (frame !== null && session?.player.state.get().rate === 0) session.player.seek(frame);
  }, [session, frame]);
  return session;
}
