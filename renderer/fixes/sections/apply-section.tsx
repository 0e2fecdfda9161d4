import { Box, Button } from '@mui/material';
import type { FixChoice } from '../../../native/api/runs.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useViewer } from '../../viewer/viewer-context.ts';
import { isNeutral, keepsCut } from '../fix-choice.ts';
import { ScopeSelect, useFixScope } from '../fix-scope.tsx';
import { PanelSection } from './panel-section.tsx';
import { useFixCalls } from '../use-fix-calls.ts';

interface ApplySectionProps {
  readonly choice: FixChoice;
  readonly onApplied: () => void;
}

/** To which frames the choice is written; and the way back for the same frames. */
export function ApplySection({ choice, onApplied }: ApplySectionProps) {
  const { fix } = useMessages().viewer;
  const { run } = useViewer();
  const picked = useFixScope('frame');
  const { busy, apply, revert } = useFixCalls();
  const span = picked.spans[picked.scope];
  const anyFixed = run.frames.slice(span.first, span.last + 1).some(({ fixed }) => fixed);
  return (
    <PanelSection title={fix.applyTo}>
      <ScopeSelect {...picked} />
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
