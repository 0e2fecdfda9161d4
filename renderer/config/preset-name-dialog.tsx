import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';

interface PresetNameDialogProps {
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

/** Asks under which name a configuration is kept. */
export function PresetNameDialog({ onSave, onClose }: PresetNameDialogProps) {
  const { common, config } = useMessages();
  const [name, setName] = useState('');
  const ready = name.trim() !== '';
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSave(name.trim());
        }}
      >
        <DialogTitle>{config.savePreset}</DialogTitle>
        <DialogContent>
          <TextField
            autoFocus
            fullWidth
            margin="dense"
            label={config.presetName}
            value={name}
            slotProps={{ htmlInput: { maxLength: 80 } }}
            onChange={({ target }) => setName(target.value)}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{common.actions.cancel}</Button>
          <Button type="submit" variant="contained" disabled={!ready}>
            {config.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
