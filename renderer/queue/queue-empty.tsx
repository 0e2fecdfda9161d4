import UploadFileOutlined from '@mui/icons-material/UploadFileOutlined';
import { Box, Button, Typography } from '@mui/material';
import { useAddClips } from '../add/add-context.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** The first look at the program: what it does and how it begins. */
export function QueueEmpty() {
  const { queue } = useMessages();
  const { host } = useApp();
  const ways = useAddClips();
  return (
    <Box
      sx={{
        flex: 1,
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        justifyContent: 'center',
        gap: 5,
        p: 3,
      }}
    >
      <Box
        sx={{
          width: 'min(720px, 100%)',
          display: 'flex',
          flexDirection: 'column',
          alignItems: 'center',
          gap: 1.5,
          p: 6,
          border: '1.5px dashed',
          borderColor: 'text.disabled',
          borderRadius: 1.5,
          bgcolor: 'background.paper',
        }}
      >
        <UploadFileOutlined sx={{ fontSize: 44, color: 'primary.main' }} />
        <Typography variant="h1" component="h2">
          {queue.empty.title}
        </Typography>
        <Typography variant="body1" sx={{ color: 'text.secondary', textAlign: 'center', maxWidth: 520 }}>
          {queue.empty.text}
        </Typography>
        <Box sx={{ display: 'flex', gap: 1, mt: 1 }}>
          <Button variant="contained" onClick={ways.choose}>
            {queue.add}
          </Button>
          {host !== null && (
            <Button variant="outlined" onClick={ways.chooseFolder}>
              {queue.addFolder}
            </Button>
          )}
        </Box>
      </Box>
      <Box
        component="ol"
        sx={{
          width: 'min(720px, 100%)',
          display: 'grid',
          gridTemplateColumns: 'repeat(3, 1fr)',
          gap: 3,
          m: 0,
          p: 0,
          listStyle: 'none',
        }}
      >
        {queue.empty.steps.map(({ title, text }, index) => (
          <li key={title}>
            <Typography variant="h3" sx={{ mb: 0.5 }}>
              <Box component="span" sx={{ color: 'primary.main', mr: 0.75 }}>
                {index + 1}
              </Box>
              {title}
            </Typography>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {text}
            </Typography>
          </li>
        ))}
      </Box>
    </Box>
  );
}
