import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { useApp } from '../../state/app-context.ts';
import { useViewer } from '../../viewer/viewer-context.ts';
import { PanelSection } from './panel-section.tsx';
import { useChooseFolder } from '../../library/use-choose-folder.tsx';

/** The folder of ground-truth masks that the run is measured against. */
export function TruthSection() {
  const { info } = useMessages().viewer;
  const { engine, attempt, run: runResource } = useApp();
  const { run } = useViewer();
  const [busy, setBusy] = useState(false);
  const { chooseFolder, dialog } = useChooseFolder(info.chooseTruth);
  const runId = run.summary.id;
  async function setTruth(dir: string | null): Promise<void> {
    setBusy(true);
    const call = engine.call('runs.setTruth', { runId, dir });
    await attempt(call.then((value) => runResource(runId).set({ status: 'ready', value })));
    setBusy(false);
  }
  async function choose(): Promise<void> {
    const dir = await chooseFolder();
    if (dir !== null) await setTruth(dir);
  }
  return (
    <PanelSection title={info.truth}>
      <Box
        sx={{
          typography: 'body2',
          color: run.truthDir === null ? 'text.secondary' : 'text.primary',
          minWidth: 0,
        }}
      >
        {run.truthDir === null ? info.noTruth : <MiddleEllipsis text={run.truthDir} />}
      </Box>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button
          fullWidth
          color="inherit"
          variant="outlined"
          disabled={busy}
          onClick={() => void choose()}
          sx={{ borderColor: 'divider' }}
        >
          {info.chooseTruth}
        </Button>
        {run.truthDir !== null && (
          <Button color="inherit" disabled={busy} onClick={() => void setTruth(null)}>
            {info.forgetTruth}
          </Button>
        )}
      </Box>
      {dialog}
    </PanelSection>
  );
}
