import Add from '@mui/icons-material/Add';
import FitScreenOutlined from '@mui/icons-material/FitScreenOutlined';
import Remove from '@mui/icons-material/Remove';
import { Box, Button } from '@mui/material';
import { IconAction } from '../components/icon-action.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useStore } from '../state/state-store.ts';
import { actualSize, currentZoom, fitStage, zoomStep } from './stage/stage-zoom.ts';
import { useChoice, useViewer } from './viewer-context.ts';

/** In a narrow bar the wheel and the keys do. */
const wideOnly = { '@container (max-width: 680px)': { display: 'none' } };

/** How large the picture is: fitted, one to one, or in steps. */
export function ZoomControls() {
  const { viewer } = useMessages();
  const formats = useFormats();
  const { session } = useViewer();
  useStore(session.view);
  useStore(session.stage);
  useChoice('mode');
  const shown = formats.percent(currentZoom(session) * window.devicePixelRatio);
  return (
    <Box sx={{ display: 'flex', alignItems: 'center' }}>
      <IconAction label={viewer.zoomOut} keys="−" onClick={() => zoomStep(session, -1)} sx={wideOnly}>
        <Remove fontSize="small" />
      </IconAction>
      <Button
        color="inherit"
        onClick={() => actualSize(session)}
        aria-label={viewer.actualSize(shown)}
        title={viewer.actualSizeHint}
        sx={{ minWidth: 56, px: 0.5, fontVariantNumeric: 'tabular-nums', color: 'text.secondary' }}
      >
        {shown}
      </Button>
      <IconAction label={viewer.zoomIn} keys="+" onClick={() => zoomStep(session, 1)} sx={wideOnly}>
        <Add fontSize="small" />
      </IconAction>
      <IconAction label={viewer.fit} keys="F" onClick={() => fitStage(session)}>
        <FitScreenOutlined fontSize="small" />
      </IconAction>
    </Box>
  );
}
