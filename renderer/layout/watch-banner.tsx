import { Alert, Button } from '@mui/material';
import { useState } from 'react';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** Says that another engine works on the cache; after a question this one takes it over. */
export function WatchBanner() {
  const { shell } = useMessages();
  const { engine, attempt, notices } = useApp();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { action, question, text, done } = shell.takeOver;
  async function takeOver(): Promise<void> {
    setBusy(true);
    if (await attempt(engine.call('app.takeOver', {}))) notices.add({ level: 'success', sentence: done });
    setBusy(false);
  }
  return (
    <Alert
      severity="info"
      action={
        <Button
          color="inherit"
          variant="outlined"
          size="small"
          loading={busy}
          onClick={() => setAsking(true)}
        >
          {action}
        </Button>
      }
    >
      {shell.watches}
      {asking && (
        <ConfirmDialog
          question={question}
          text={text}
          action={action}
          onConfirm={() => void takeOver()}
          onClose={() => setAsking(false)}
        />
      )}
    </Alert>
  );
}
