import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { DialogShell } from '../components/dialog-shell.tsx';
import { ConfigForm } from '../config/config-form.tsx';
import { PartFields } from '../config/part-fields.tsx';
import { isSameConfig } from '../config/config-summary.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

interface JobSettingsDialogProps {
  readonly item: QueueItem;
  readonly onClose: () => void;
}

/** Changes the settings of a clip in the queue, as long as it waits. */
export function JobSettingsDialog({ item, onClose }: JobSettingsDialogProps) {
  const { settings } = useMessages().queue;
  const { engine, attempt, notices } = useApp();
  const [config, setConfig] = useState(item.config);
  const waits = item.state === 'waiting';
  async function save(): Promise<void> {
    if (!(await attempt(engine.call('queue.configure', { id: item.id, config })))) return;
    notices.add({ level: 'success', sentence: settings.saved(item.name) });
    onClose();
  }
  return (
    <DialogShell
      title={settings.title(item.name)}
      width="xs"
      onClose={onClose}
      status={!waits && settings.started}
      actions={
        <Button
          variant="contained"
          disabled={!waits || isSameConfig(config, item.config)}
          onClick={() => void save()}
        >
          {settings.save}
        </Button>
      }
    >
      <Box sx={{ pt: 1, display: 'flex', flexDirection: 'column', gap: 2 }}>
        <PartFields part={config} onChange={(part) => setConfig({ ...config, ...part })} />
        <ConfigForm config={config} onChange={setConfig} />
      </Box>
    </DialogShell>
  );
}
