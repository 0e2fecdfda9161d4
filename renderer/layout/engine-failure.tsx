import ErrorOutline from '@mui/icons-material/ErrorOutlined';
import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** Stands in the place of every view while there is no engine: why, and what to do. */
export function EngineFailure({ reason }: { readonly reason: string }) {
  const { failure } = useMessages().shell;
  const { host, attempt } = useApp();
  const [retrying, setRetrying] = useState(false);
  if (host === null) return null;
  const retry = () => {
    setRetrying(true);
    void attempt(host.retryEngine()).finally(() => setRetrying(false));
  };
  return (
    <Box role="alert" sx={{ height: '100%', display: 'grid', placeItems: 'center', p: 4 }}>
      <Box sx={{ maxWidth: 640, display: 'grid', justifyItems: 'start', gap: 1.5 }}>
        <ErrorOutline color="error" sx={{ fontSize: 40 }} />
        <Typography variant="h1">{failure.title}</Typography>
        <Typography variant="body1" sx={{ color: 'text.secondary' }}>
          {failure.text}
        </Typography>
        <Typography
          component="pre"
          variant="body2"
          sx={{
            m: 0,
            p: 1.5,
            width: '100%',
            borderRadius: 1,
            bgcolor: 'action.hover',
            fontFamily: 'monospace',
            whiteSpace: 'pre-wrap',
            overflowWrap: 'anywhere',
          }}
        >
          {reason}
        </Typography>
        <Box sx={{ display: 'flex', gap: 1, mt: 1 }}>
          <Button variant="contained" loading={retrying} onClick={retry}>
            {failure.retry}
          </Button>
          <Button variant="outlined" onClick={() => void attempt(host.showLogs())}>
            {failure.showLogs}
          </Button>
        </Box>
      </Box>
    </Box>
  );
}
