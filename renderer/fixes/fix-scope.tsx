import { MenuItem, Select } from '@mui/material';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { wholeSpan } from '../measures/whole-frame.ts';
import { useStore } from '../state/state-store.ts';
import type { FrameRange } from '../../native/base/frame-indices.ts';
import { shotOf } from '../timeline/strip-geometry.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { type FixScope, fixScopes } from './fix-choice.ts';

/** To which frames a fix is written: what was picked, what is marked on the timeline, or what is usual for the fix. */
export interface PickedScope {
  readonly scope: FixScope;
  readonly spans: Readonly<Record<FixScope, FrameRange>>;
  readonly isMarked: boolean;
  readonly pick: (scope: FixScope) => void;
}

/** @param usual where nothing is marked or picked. */
export function useFixScope(usual: Exclude<FixScope, 'range'>): PickedScope {
  const { run, session } = useViewer();
  const frame = useSettledFrame();
  const frameCount = run.timesSec.length;
  const { range } = useStore(session.player.state);
  const isMarked = range.first > 0 || range.last < frameCount - 1;
  const [picked, pick] = useState<FixScope | null>(null);
  const scope = picked === null || (picked === 'range' && !isMarked) ? (isMarked ? 'range' : usual) : picked;
  const spans = {
    frame: { first: frame, last: frame },
    range,
    shot: shotOf(frame, run.sceneCuts, frameCount),
    clip: { first: 0, last: frameCount - 1 },
  };
  return { scope, spans, isMarked, pick };
}

/** The choice of the frames that a fix is written to. */
export function ScopeSelect({ scope, spans, isMarked, pick }: PickedScope) {
  const { fix } = useMessages().viewer;
  const { run } = useViewer();
  return (
    <Select
      value={scope}
      inputProps={{ 'aria-label': fix.applyTo }}
      onChange={({ target }) => pick(target.value)}
      sx={{ height: 32, fontSize: '0.8125rem' }}
    >
      {fixScopes.map((each) => (
        <MenuItem key={each} value={each} disabled={each === 'range' && !isMarked}>
          {each === 'range' && !isMarked
            ? fix.noRange
            : fix.scopes[each](wholeSpan(run.summary, spans[each]))}
        </MenuItem>
      ))}
    </Select>
  );
}
