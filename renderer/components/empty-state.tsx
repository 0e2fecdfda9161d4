import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  /** What to do about it. */
  readonly children?: ReactNode;
}

/** What a view says when it has nothing to show: what will be here, and how to get it. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <Box sx={{ flex: 1, display: 'grid', placeContent: 'center', justifyItems: 'center', gap: 1, p: 4 }}>
      <Box sx={{ color: 'text.disabled', '& svg': { fontSize: 48 } }} aria-hidden>
        {icon}
      </Box>
      <Typography variant="h2" component="p">
        {title}
      </Typography>
      <Typography
        variant="body2"
        sx={{ color: 'text.secondary', maxWidth: 440, textAlign: 'center', textWrap: 'balance' }}
      >
        {text}
      </Typography>
      {children !== undefined && <Box sx={{ mt: 1, display: 'flex', gap: 1 }}>{children}</Box>}
    </Box>
  );
}
