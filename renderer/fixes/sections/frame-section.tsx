import LockOpenOutlined from '@mui/icons-material/LockOpenOutlined';
import LockOutlined from '@mui/icons-material/LockOutlined';
import UndoOutlined from '@mui/icons-material/UndoOutlined';
import { Box, Button, Chip } from '@mui/material';
import { useFormats, useMessages } from '../../i18n/i18n.tsx';
import { useSettledFrame, useViewer } from '../../viewer/viewer-context.ts';
import { fixWords } from '../fix-words.ts';
import { PanelSection } from './panel-section.tsx';
import { useFixCalls } from '../use-fix-calls.ts';
import { wholeFrame } from '../../measures/whole-frame.ts';

/** The frame that is looked at: whether it is locked or fixed, and the way back. */
export function FrameSection() {
  const { viewer } = useMessages();
  const formats = useFormats();
  const { run } = useViewer();
  const frame = useSettledFrame();
  const { busy, lock, revert } = useFixCalls();
  const facts = run.frames[frame];
  const locked = facts?.locked === true;
  const fixed = facts?.fixed === true;
  const fix = run.fixes.find((each) => each.frame === frame)?.fix;
  const isHeldOut = run.heldOut.some(({ first, last }) => first <= frame && frame <= last);
  const told = fix === undefined ? viewer.fix.asFound : fixWords(fix, viewer, formats);
  return (
    <PanelSection
      title={viewer.frame(wholeFrame(run.summary, frame))}
      action={
        <Box sx={{ display: 'flex', gap: 0.5 }}>
          {locked && <Chip icon={<LockOutlined />} label={viewer.locked} />}
          {fixed && <Chip color="primary" variant="outlined" label={viewer.fixed} />}
        </Box>
      }
    >
      {/* Always a line: what is below must not move from frame to frame. */}
      <Box sx={{ typography: 'caption', color: 'text.secondary', minHeight: '1.5em' }}>
        {isHeldOut ? `${told} · ${viewer.holdOut.title}` : told}
      </Box>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button
          color="inherit"
          variant="outlined"
          disabled={busy}
          startIcon={locked ? <LockOpenOutlined /> : <LockOutlined />}
          title={viewer.fix.lockHint}
          onClick={() => void lock([frame], !locked)}
          sx={{ borderColor: 'divider', flex: 'auto', px: 1, whiteSpace: 'nowrap' }}
        >
          {locked ? viewer.fix.unlock : viewer.fix.lock}
        </Button>
        <Button
          color="inherit"
          variant="outlined"
          disabled={busy || !fixed}
          startIcon={<UndoOutlined />}
          onClick={() => void revert({ first: frame, last: frame })}
          sx={{ borderColor: 'divider', flex: 'auto', px: 1, whiteSpace: 'nowrap' }}
        >
          {viewer.fix.revert}
        </Button>
      </Box>
    </PanelSection>
  );
}
