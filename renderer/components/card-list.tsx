import { Box } from '@mui/material';
import type { ReactNode } from 'react';

interface CardListProps {
  /** Of a card; as many stand side by side as there is room for. */
  readonly leastWidthPx: number;
  readonly gap?: number;
  readonly padding?: number;
  /** Items, each an `li`. */
  readonly children: ReactNode;
}

/** A list of cards side by side. */
export function CardList({ leastWidthPx, gap = 2, padding = 0, children }: CardListProps) {
  return (
    <Box
      component="ul"
      sx={{
        listStyle: 'none',
        m: 0,
        p: padding,
        display: 'grid',
        gridTemplateColumns: `repeat(auto-fill, minmax(${leastWidthPx}px, 1fr))`,
        gap,
      }}
    >
      {children}
    </Box>
  );
}
