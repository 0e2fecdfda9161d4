import { useEffect, useState } from 'react';
import type { FixChoice } from '../../native/api/runs.ts';
import { useEngine } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';
import { useStore } from '../state/store.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { isNeutral } from './fix-choice.ts';
import { createNewestCall } from './newest-call.ts';
import { outlinedMask } from './outlined-mask.ts';

/** What is known of the mask that is being tried out. */
export type PreviewState =
  | { readonly status: 'none' }
  | { readonly status: 'working' }
  | { readonly status: 'ready'; readonly area: number }
  | { readonly status: 'failed'; readonly sentence: string };

/** A slider that moves asks once it rests this long. */
const delayMs = 60;

/** Shows the mask of a choice over the frame that is looked at; nothing while the clip plays or nothing is chosen. */
export function useFixPreview(choice: FixChoice): PreviewState {
  const { run, session } = useViewer();
  const engine = useEngine();
  const frame = useSettledFrame();
  const standing = useStore(session.player.state).rate === 0;
  const [state, setState] = useState<PreviewState>({ status: 'none' });
  const [newest] = useState(() =>
    createNewestCall(async (params: { runId: number; frame: number; choice: FixChoice }, signal) => {
      const { png, area } = await engine.call('fix.preview', params, signal);
      return { area, picture: await outlinedMask(png) };
    }, delayMs),
  );
  const runId = run.summary.id;
  const wanted = standing && !isNeutral(choice);
  useEffect(() => {
    if (!wanted) {
      setState({ status: 'none' });
      return undefined;
    }
    setState({ status: 'working' });
    newest.call(
      { runId, frame, choice },
      ({ picture, area }) => {
        session.preview.set({ frame, picture });
        setState({ status: 'ready', area });
      },
      (error) => setState({ status: 'failed', sentence: sentenceOf(error) }),
    );
    return () => newest.cancel();
  }, [newest, wanted, runId, frame, choice, session, run.revision]);
  useEffect(() => {
    if (!wanted) session.preview.set(null);
    return () => session.preview.set(null);
  }, [session, wanted]);
  return state;
}
