import { Box, MenuItem, Select } from '@mui/material';
import { useMessages } from '../i18n/i18n.tsx';
import { backdropColors, backdrops, type Backdrop } from './layer-looks.ts';
import { useChoice, useViewer } from './viewer-context.ts';

const checkerboard = 'conic-gradient(#9a9a9a 25%, #c8c8c8 0 50%, #9a9a9a 0 75%, #c8c8c8 0) 0 0 / 8px 8px';

function Swatch({ backdrop }: { readonly backdrop: Backdrop }) {
  const background = backdrop === 'checkerboard' ? checkerboard : backdropColors[backdrop];
  return (
    <Box
      aria-hidden
      sx={{ width: 16, height: 16, borderRadius: 0.5, border: 1, borderColor: 'divider', background }}
    />
  );
}

/** What lies behind a cutout. */
export function BackdropSelect() {
  const { viewer } = useMessages();
  const { session } = useViewer();
  const backdrop = useChoice('backdrop');
  return (
    <Select
      value={backdrop}
      onChange={(event) => session.choose({ backdrop: event.target.value })}
      inputProps={{ 'aria-label': viewer.backdrop }}
      renderValue={(value) => <Swatch backdrop={value} />}
      sx={{ height: 32, bgcolor: 'background.paper' }}
    >
      {backdrops.map((each) => (
        <MenuItem key={each} value={each} sx={{ gap: 1 }}>
          <Swatch backdrop={each} />
          {viewer.backdrops[each]}
        </MenuItem>
      ))}
    </Select>
  );
}
