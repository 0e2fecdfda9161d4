import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { useEnqueue } from '../add/use-enqueue.ts';
import { DialogShell } from '../components/dialog-shell.tsx';
import { ConfigForm } from '../config/config-form.tsx';
import { PartFields } from '../config/part-fields.tsx';
import { NetworksLine, useMissingModels } from '../config/networks-line.tsx';
import { useMessages } from '../i18n/i18n.tsx';

interface RunAgainDialogProps {
  readonly run: RunSummary;
  readonly onClose: () => void;
}

/** A run's clip once more, with the settings of the run to be changed. */
export function RunAgainDialog({ run, onClose }: RunAgainDialogProps) {
  const { add, runs: texts } = useMessages();
  const [config, setConfig] = useState(run.config);
  const missing = useMissingModels(config).length > 0;
  const enqueue = useEnqueue();
  function addClip(start: boolean): void {
    onClose();
    void enqueue({ paths: [run.clip], config, outDir: null, start });
  }
  return (
    <DialogShell
      title={texts.againTitle(run.name)}
      width="xs"
      onClose={onClose}
      actions={
        <>
          <Button variant="outlined" onClick={() => addClip(false)}>
            {add.review.add}
          </Button>
          <Button variant="contained" disabled={missing} onClick={() => addClip(true)}>
            {add.review.addAndStart}
          </Button>
        </>
      }
    >
      <Box sx={{ pt: 1, display: 'flex', flexDirection: 'column', gap: 2 }}>
        <PartFields part={config} onChange={(part) => setConfig({ ...config, ...part })} />
        <ConfigForm config={config} onChange={setConfig} />
        <NetworksLine config={config} />
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{texts.againHint}</Box>
      </Box>
    </DialogShell>
  );
}
