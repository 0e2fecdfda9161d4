import { Box, Button, MenuItem, Select } from '@mui/material';
import { useState } from 'react';
import type { FixChoice } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { shotOf, type FrameSpan } from '../timeline/strip-geometry.ts';
import { useStore } from '../state/store.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { fixScopes, isNeutral, keepsCut, type FixScope } from './fix-choice.ts';
import { PanelSection } from './panel-section.tsx';
import { useFixCalls } from './use-fix-calls.ts';
import { wholeSpan } from '../measures/whole-frame.ts';

interface ApplySectionProps {
  readonly choice: FixChoice;
  readonly onApplied: () => void;
}

/** To which frames the choice is written; and the way back for the same frames. */
export function ApplySection({ choice, onApplied }: ApplySectionProps) {
  const { fix } = useMessages().viewer;
  const { run, session } = useViewer();
  const frame = useSettledFrame();
  const frameCount = run.timesSec.length;
  const { range } = useStore(session.player.state);
  const isMarked = range.first > 0 || range.last < frameCount - 1;
  const [picked, setPicked] = useState<FixScope | null>(null);
  const usual = isMarked ? 'range' : 'frame';
  const scope = picked === null || (picked === 'range' && !isMarked) ? usual : picked;
  const { busy, apply, revert } = useFixCalls();
  const spans: Readonly<Record<FixScope, FrameSpan>> = {
    frame: { first: frame, last: frame },
    range,
    shot: shotOf(frame, run.sceneCuts, frameCount),
    clip: { first: 0, last: frameCount - 1 },
  };
  const span = spans[scope];
  const anyFixed = run.frames.slice(span.first, span.last + 1).some(({ fixed }) => fixed);
  return (
    <PanelSection title={fix.applyTo}>
      <Select
        value={scope}
        inputProps={{ 'aria-label': fix.applyTo }}
        onChange={({ target }) => setPicked(target.value)}
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
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button
          variant="contained"
          sx={{ flex: 'auto' }}
          disabled={busy || isNeutral(choice)}
          onClick={() => void apply(span, choice).then((succeeded) => succeeded && onApplied())}
        >
          {fix.apply}
        </Button>
        <Button
          color="inherit"
          variant="outlined"
          disabled={busy || !anyFixed}
          onClick={() => void revert(span)}
          sx={{ borderColor: 'divider', flex: 'auto', px: 1, whiteSpace: 'nowrap' }}
        >
          {fix.revertRange}
        </Button>
      </Box>
      {run.summary.refined && !keepsCut(choice) && (
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{fix.refinementNote}</Box>
      )}
    </PanelSection>
  );
}
