import { useEffect, useState } from 'react';
import type { Params, Result } from '../../native/api/contract.ts';
import { useEngine } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';
import { useViewer } from '../viewer/viewer-context.ts';
import { createNewestCall } from './newest-call.ts';
import { outlinedMask } from './outlined-mask.ts';

/** The calls that show a mask before it is written. */
type PreviewMethod = 'fix.preview' | 'fix.previewDab' | 'fix.previewHoldOut';

/** What is known of the mask that is being tried out. */
export type PreviewState<M extends PreviewMethod = PreviewMethod> =
  | { readonly status: 'none' }
  | { readonly status: 'working' }
  | { readonly status: 'ready'; readonly found: Result<M> }
  | { readonly status: 'failed'; readonly sentence: string };

/** What moves, a slider or a region, asks once it rests this long. */
const delayMs = 60;

/** Shows the mask that a call gives over its frame, until the next one is there; nothing where nothing is asked for. */
export function useMaskPreview<M extends PreviewMethod>(method: M, asked: Params<M> | null): PreviewState<M> {
  const { run, session } = useViewer();
  const engine = useEngine();
  const [state, setState] = useState<PreviewState<M>>({ status: 'none' });
  const [newest] = useState(() =>
    createNewestCall(async (params: Params<M>, signal) => {
      const found = await engine.call(method, params, signal);
      return { frame: params.frame, found, picture: await outlinedMask(found.png) };
    }, delayMs),
  );
  // The same call in another object asks for nothing new.
  const text = JSON.stringify(asked);
  useEffect(() => {
    const params = JSON.parse(text) as Params<M> | null;
    if (params === null) {
      setState({ status: 'none' });
      return undefined;
    }
    setState({ status: 'working' });
    newest.call(
      params,
      ({ frame, found, picture }) => {
        session.preview.set({ frame, picture });
        setState({ status: 'ready', found });
      },
      (error) => {
        session.preview.set(null);
        setState({ status: 'failed', sentence: sentenceOf(error) });
      },
    );
    return () => newest.cancel();
  }, [newest, text, session, run.revision]);
  const isAsked = asked !== null;
  useEffect(() => {
    if (!isAsked) return undefined;
    return () => session.preview.set(null);
  }, [session, isAsked]);
  return state;
}
