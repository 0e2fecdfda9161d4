import { Alert, Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import type { ComputersQueue, ComputersState } from '../../native/api/computers.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { worded } from '../i18n/worded.ts';
import { useApp } from '../state/app-context.ts';
import { WorkerList } from './worker-list.tsx';

interface ConnectedQueueProps {
  readonly state: ComputersState;
  readonly queue: ComputersQueue;
  readonly onChange: () => void;
}

const linkColors: Readonly<Record<ComputersState['link'], string>> = {
  off: 'text.disabled',
  connecting: 'text.disabled',
  connected: 'success.main',
  lost: 'error.main',
};

function LinkState({ link }: Pick<ComputersState, 'link'>) {
  const { links } = useMessages().computers;
  return (
    <Box role="status" sx={{ display: 'flex', alignItems: 'center', gap: 1, typography: 'body2' }}>
      <Box sx={{ width: 8, height: 8, borderRadius: '50%', bgcolor: linkColors[link], flexShrink: 0 }} />
      <Box sx={{ fontWeight: 560 }}>{links[link]}</Box>
    </Box>
  );
}

/** The queue that this computer belongs to, how full it is, and who works for it. */
export function ConnectedQueue({ state, queue, onChange }: ConnectedQueueProps) {
  const { computers: texts, errors } = useMessages();
  const { number } = useFormats();
  const { engine, attempt, computers } = useApp();
  const [asking, setAsking] = useState(false);
  const { link, failure, counts } = state;
  async function disconnect(): Promise<void> {
    await attempt(engine.call('computers.disconnect', {}));
    computers.reload();
  }
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 2 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <LinkState link={link} />
          <Typography variant="body2" component="div" sx={{ mt: 0.25 }}>
            <MiddleEllipsis text={queue.url} />
          </Typography>
          {counts !== null && (
            <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>
              {texts.counts(
                number(counts.waiting),
                number(counts.running),
                number(counts.done),
                number(counts.failed),
              )}
            </Typography>
          )}
        </Box>
        <Button variant="outlined" onClick={onChange}>
          {texts.change}
        </Button>
        <Button onClick={() => setAsking(true)}>{texts.disconnect}</Button>
      </Box>
      {failure !== null && <Alert severity="error">{worded(errors, failure)}</Alert>}
      {link === 'connected' && <WorkerList state={state} queue={queue} />}
      {asking && (
        <ConfirmDialog
          question={texts.disconnectQuestion}
          text={texts.disconnectText}
          action={texts.disconnect}
          onConfirm={() => void disconnect()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
