import FileUploadOutlined from '@mui/icons-material/FileUploadOutlined';
import { Button, ListItemText, Menu, MenuItem } from '@mui/material';
import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

type Format = Result<'export.formats'>['formats'][number];

/** Done and total of the export that runs; null where none does. */
function useExportProgress(runId: number): { readonly done: number; readonly total: number } | null {
  const { engine } = useApp();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  useEffect(
    () =>
      engine.on('export.progress', (event) => {
        if (event.runId === runId) setProgress(event.done >= event.total ? null : event);
      }),
    [engine, runId],
  );
  return progress;
}

/** Writes the run's masks for an editing tool. */
export function ExportMenu({ run }: { readonly run: RunSummary }) {
  const { exports } = useMessages().viewer;
  const { engine, attempt, notices, host } = useApp();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [formats, setFormats] = useState<readonly Format[]>([]);
  const [running, setRunning] = useState<Format | null>(null);
  const progress = useExportProgress(run.id);
  useEffect(() => {
    void attempt(engine.call('export.formats', {}).then((result) => setFormats(result.formats)));
  }, [engine, attempt]);

  async function write(format: Format): Promise<void> {
    setAnchor(null);
    setRunning(format);
    await attempt(
      engine.call('export.run', { runId: run.id, format: format.id, outDir: null }).then(({ paths }) => {
        const path = paths[0] ?? run.outDir;
        const action =
          host === null ? {} : { action: { label: exports.reveal, run: () => void host.revealPath(path) } };
        notices.add({ level: 'success', sentence: exports.done(format.title, path), ...action });
      }),
    );
    setRunning(null);
  }
  const share =
    progress === null ? '' : ` ${Math.floor((100 * progress.done) / Math.max(1, progress.total))} %`;
  return (
    <>
      <Button
        variant="contained"
        startIcon={<FileUploadOutlined />}
        disabled={formats.length === 0}
        loading={running !== null}
        loadingPosition="start"
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {running === null ? exports.button : exports.writing(running.title) + share}
      </Button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { sx: { width: 380, mt: 0.5 } } }}
      >
        {formats.map((format) => (
          <MenuItem key={format.id} onClick={() => void write(format)} sx={{ whiteSpace: 'normal' }}>
            <ListItemText
              primary={format.title}
              secondary={format.description}
              slotProps={{ primary: { variant: 'body2' }, secondary: { variant: 'caption' } }}
            />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
