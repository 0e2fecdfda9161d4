import ArrowBack from '@mui/icons-material/ArrowBack';
import { Box, IconButton, Tooltip, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface ViewFrameProps {
  /** Where one comes from, for what was opened from a list. */
  readonly back?: { readonly hash: string; readonly label: string };
  readonly title: ReactNode;
  /** A short line beside the title: counts, the state of things. */
  readonly summary?: ReactNode;
  /** Buttons at the right end. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every view: a bar with its title and its actions, and the content that fills the rest. */
export function ViewFrame({ back, title, summary, actions, children }: ViewFrameProps) {
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
        {back !== undefined && (
          <Tooltip title={back.label}>
            <IconButton href={back.hash} aria-label={back.label} sx={{ ml: -1, mr: -1.25 }}>
              <ArrowBack fontSize="small" />
            </IconButton>
          </Tooltip>
        )}
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
