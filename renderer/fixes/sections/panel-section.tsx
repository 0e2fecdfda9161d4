import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface PanelSectionProps {
  readonly title: string;
  /** At the title's right end. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of the side panel. */
export function PanelSection({ title, action, children }: PanelSectionProps) {
  return (
    <Box
      component="section"
      aria-label={title}
      sx={{
        px: 2,
        py: 1.5,
        display: 'flex',
        flexDirection: 'column',
        gap: 1.25,
        '& + &': { borderTop: 1, borderColor: 'divider' },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', minHeight: 28 }}>
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        {action}
      </Box>
      {children}
    </Box>
  );
}
