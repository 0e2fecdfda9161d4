import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface ViewFrameProps {
  readonly title: ReactNode;
  /** A short line beside the title: counts, the state of things. */
  readonly summary?: ReactNode;
  /** Buttons at the right end. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every view: a bar with its title and its actions, and the content that fills the rest. */
export function ViewFrame({ title, summary, actions, children }: ViewFrameProps) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', height: '100%', minWidth: 0 }}>
      <Box
        component="header"
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 2,
          minHeight: 52,
          px: 2.5,
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        <Typography variant="h1" noWrap sx={{ minWidth: 0 }}>
          {title}
        </Typography>
        <Box sx={{ flex: 1, minWidth: 0, color: 'text.secondary', typography: 'body2' }}>{summary}</Box>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>{actions}</Box>
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>{children}</Box>
    </Box>
  );
}
