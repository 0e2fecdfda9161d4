import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useState } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

interface RunNameDialogProps {
  readonly run: RunSummary;
  readonly onClose: () => void;
}

/** Asks how a run is to be called. */
export function RunNameDialog({ run, onClose }: RunNameDialogProps) {
  const { common, runs: texts } = useMessages();
  const { engine, attempt } = useApp();
  const [name, setName] = useState(run.name);
  async function save(): Promise<void> {
    const chosen = name.trim() === '' ? null : name.trim();
    if (await attempt(engine.call('runs.rename', { runId: run.id, name: chosen }))) onClose();
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogTitle>{texts.renameTitle}</DialogTitle>
        <DialogContent>
          <TextField
            autoFocus
            fullWidth
            margin="dense"
            label={texts.name}
            helperText={texts.nameHint}
            value={name}
            slotProps={{ htmlInput: { maxLength: 120 } }}
            onFocus={({ target }) => target.select()}
            onChange={({ target }) => setName(target.value)}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{common.actions.cancel}</Button>
          <Button type="submit" variant="contained">
            {texts.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
