import { Box, Button, MenuItem, Select, TextField } from '@mui/material';
import { useState } from 'react';
import type { FixChoice } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { shotOf, type FrameSpan } from '../timeline/strip-geometry.ts';
import { clampFrame } from '../viewer/frame-order.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { fixScopes, isNeutral, type FixScope } from './fix-choice.ts';
import { PanelSection } from './panel-section.tsx';
import { useFixCalls } from './use-fix-calls.ts';

interface ApplySectionProps {
  readonly choice: FixChoice;
  readonly onApplied: () => void;
}

function RangeFields({
  range,
  onChange,
}: {
  readonly range: FrameSpan;
  readonly onChange: (range: FrameSpan) => void;
}) {
  const { fix } = useMessages().viewer;
  const last = useViewer().run.timesSec.length - 1;
  const field = (end: 'first' | 'last', label: string) => (
    <TextField
      type="number"
      label={label}
      value={range[end]}
      onChange={({ target }) =>
        onChange({ ...range, [end]: clampFrame(Number(target.value), { first: 0, last }) })
      }
      slotProps={{ htmlInput: { min: 0, max: last } }}
    />
  );
  return (
    <Box sx={{ display: 'flex', gap: 1, pt: 0.5 }}>
      {field('first', fix.from)}
      {field('last', fix.to)}
    </Box>
  );
}

/** To which frames the choice is written; and the way back for the same frames. */
export function ApplySection({ choice, onApplied }: ApplySectionProps) {
  const { fix } = useMessages().viewer;
  const { run } = useViewer();
  const frame = useSettledFrame();
  const frameCount = run.timesSec.length;
  const [scope, setScope] = useState<FixScope>('frame');
  const [typed, setTyped] = useState<FrameSpan>({ first: 0, last: frameCount - 1 });
  const { busy, apply, revert } = useFixCalls();
  const spans: Readonly<Record<FixScope, FrameSpan>> = {
    frame: { first: frame, last: frame },
    range: { first: Math.min(typed.first, typed.last), last: Math.max(typed.first, typed.last) },
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
        onChange={({ target }) => setScope(target.value)}
        sx={{ height: 32, fontSize: '0.8125rem' }}
      >
        {fixScopes.map((each) => (
          <MenuItem key={each} value={each}>
            {each === 'range' ? fix.scopes.range : fix.scopes[each](spans[each])}
          </MenuItem>
        ))}
      </Select>
      {scope === 'range' && <RangeFields range={typed} onChange={setTyped} />}
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
      {run.summary.refined && (
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{fix.refinementNote}</Box>
      )}
    </PanelSection>
  );
}
