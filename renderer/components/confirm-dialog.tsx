import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { useMessages } from '../i18n/i18n.tsx';

interface ConfirmDialogProps {
  readonly question: string;
  readonly text: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done that cannot be taken back. */
export function ConfirmDialog({ question, text, action, onConfirm, onClose }: ConfirmDialogProps) {
  const { common } = useMessages();
  function confirm(): void {
    onClose();
    onConfirm();
  }
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth role="alertdialog">
      <DialogTitle>{question}</DialogTitle>
      <DialogContent>
        <DialogContentText variant="body2">{text}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {common.actions.cancel}
        </Button>
        <Button variant="contained" color="error" onClick={confirm}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
