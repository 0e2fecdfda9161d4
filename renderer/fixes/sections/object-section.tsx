import CategoryOutlined from '@mui/icons-material/CategoryOutlined';
import { Button } from '@mui/material';
import { useState } from 'react';
import { CandidatePicker } from '../../candidates/candidate-picker.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { useSettledFrame, useViewer } from '../../viewer/viewer-context.ts';
import { PanelSection } from './panel-section.tsx';

/** The way to the candidates of the shot that is looked at. */
export function ObjectSection() {
  const { board } = useMessages();
  const { run } = useViewer();
  const frame = useSettledFrame();
  const [open, setOpen] = useState(false);
  return (
    <PanelSection title={board.object}>
      <Button
        fullWidth
        color="inherit"
        variant="outlined"
        startIcon={<CategoryOutlined />}
        onClick={() => setOpen(true)}
        sx={{ borderColor: 'divider' }}
      >
        {board.whichObject}
      </Button>
      {open && <CandidatePicker run={run.summary} frame={frame} onClose={() => setOpen(false)} />}
    </PanelSection>
  );
}
