import { IconButton, Tooltip, type IconButtonProps } from '@mui/material';
import type { ReactNode } from 'react';

interface IconActionProps extends Omit<IconButtonProps, 'children' | 'aria-label' | 'title'> {
  /** What it does, for the tooltip and for screen readers. */
  readonly label: string;
  /** Keys that do the same, shown in the tooltip. */
  readonly keys?: string;
  readonly children: ReactNode;
}

/** A button that is only an icon: it always has a name, and its tooltip tells its keys. */
export function IconAction({ label, keys, children, ...button }: IconActionProps) {
  return (
    <Tooltip title={keys === undefined ? label : `${label} (${keys})`}>
      {/* A disabled button fires no events, so the tooltip listens to the span. */}
      <span>
        <IconButton aria-label={label} {...button}>
          {children}
        </IconButton>
      </span>
    </Tooltip>
  );
}
