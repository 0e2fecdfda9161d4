import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  type DialogProps,
} from '@mui/material';
import { useId, type ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';

interface DialogShellProps {
  readonly title: string;
  readonly width: Exclude<DialogProps['maxWidth'], false | undefined>;
  /** Of the content; by default as high as what is in it. */
  readonly heightPx?: number;
  /** Whether Escape and a click beside the dialog close it; without it only the button does. */
  readonly dismissable?: boolean;
  /** At the left of the buttons. */
  readonly aside?: ReactNode;
  /** What the dialog has to say at the moment; screen readers read its changes. */
  readonly status?: ReactNode;
  /** The buttons after the one that cancels. */
  readonly actions?: ReactNode;
  /** Of the button that closes it; by default that of a dialog that can be cancelled. */
  readonly closeLabel?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog with its title, its content in a column, and below it what it says, the button that cancels, and its actions. */
export function DialogShell({
  title,
  width,
  heightPx,
  dismissable = true,
  aside,
  status,
  actions,
  closeLabel,
  onClose,
  children,
}: DialogShellProps) {
  const { common } = useMessages();
  const titleId = useId();
  return (
    <Dialog
      open
      fullWidth
      maxWidth={width}
      aria-labelledby={titleId}
      onClose={dismissable ? onClose : undefined}
    >
      <DialogTitle id={titleId} sx={{ overflowWrap: 'anywhere' }}>
        {title}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1, height: heightPx }}>
        {children}
      </DialogContent>
      <DialogActions>
        {aside}
        <Box role="status" sx={{ flex: 1, minWidth: 0, typography: 'body2', color: 'text.secondary' }}>
          {status}
        </Box>
        <Button onClick={onClose}>{closeLabel ?? common.actions.cancel}</Button>
        {actions}
      </DialogActions>
    </Dialog>
  );
}
