import FileUploadOutlined from '@mui/icons-material/FileUploadOutlined';
import { Button, ListItemText, Menu, MenuItem } from '@mui/material';
import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { exportOf } from '../../native/api/exports.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

type Format = Result<'export.formats'>['formats'][number];

/** Writes the masks of all approved runs in one format, one after the other; one that fails does not stop the others. */
export function ExportApproved({ runs }: { readonly runs: readonly RunSummary[] }) {
  const { board } = useMessages();
  const { engine, attempt, notices } = useApp();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [formats, setFormats] = useState<readonly Format[]>([]);
  const [done, setDone] = useState<number | null>(null);
  useEffect(() => {
    void attempt(engine.call('export.formats', {}).then((result) => setFormats(result.formats)));
  }, [engine, attempt]);

  async function write(format: Format): Promise<void> {
    setAnchor(null);
    let written = 0;
    for (const [at, { id }] of runs.entries()) {
      setDone(at);
      if (
        await attempt(engine.call('export.run', { runId: id, outDir: null, request: exportOf([format.id]) }))
      )
        written++;
    }
    setDone(null);
    if (written > 0) notices.add({ level: 'success', sentence: board.exported(written, format.title) });
  }
  return (
    <>
      <Button
        variant="contained"
        startIcon={<FileUploadOutlined />}
        disabled={runs.length === 0 || formats.length === 0}
        loading={done !== null}
        loadingPosition="start"
        aria-haspopup="menu"
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        {done === null ? board.exportApproved(runs.length) : board.exporting(done + 1, runs.length)}
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
