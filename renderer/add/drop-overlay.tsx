import UploadFileOutlined from '@mui/icons-material/UploadFileOutlined';
import { Box, Typography } from '@mui/material';
import { useMessages } from '../i18n/i18n.tsx';

/** Lies over the window while files are held over it. */
export function DropOverlay() {
  const { add } = useMessages();
  return (
    <Box
      sx={{
        position: 'fixed',
        inset: 8,
        zIndex: 'tooltip',
        display: 'grid',
        placeContent: 'center',
        justifyItems: 'center',
        gap: 1,
        border: '2px dashed',
        borderColor: 'primary.main',
        borderRadius: 1.5,
        color: 'primary.main',
        bgcolor: 'background.paper',
        opacity: 0.94,
        pointerEvents: 'none',
      }}
    >
      <UploadFileOutlined sx={{ fontSize: 48 }} />
      <Typography variant="h2" component="p">
        {add.drop}
      </Typography>
    </Box>
  );
}
