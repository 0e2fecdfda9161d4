import FileUploadOutlined from '@mui/icons-material/FileUploadOutlined';
import { Button, ListItemText, Menu, MenuItem } from '@mui/material';
import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { exportOf } from '../../native/api/exports.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { useTellFiles } from '../components/use-tell-files.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

type Format = Result<'export.formats'>['formats'][number];

/** Writes the masks of all approved runs in one format, one after the other; one that fails does not stop the others. */
export function ExportApproved({ runs }: { readonly runs: readonly RunSummary[] }) {
  const { board } = useMessages();
  const { engine, attempt } = useApp();
  const tellFiles = useTellFiles();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [formats, setFormats] = useState<readonly Format[]>([]);
  const [done, setDone] = useState<number | null>(null);
  useEffect(() => {
    void attempt(engine.call('export.formats', {}).then((result) => setFormats(result.formats)));
  }, [engine, attempt]);

  async function write(format: Format): Promise<void> {
    setAnchor(null);
    let written = 0;
    const all: string[] = [];
    for (const [at, { id }] of runs.entries()) {
      setDone(at);
      const request = exportOf([format.id]);
      const work = engine.call('export.run', { runId: id, outDir: null, request });
      if (await attempt(work.then(({ paths }) => all.push(...paths)))) written++;
    }
    setDone(null);
    if (written > 0) tellFiles(board.exported(written, format.title), all);
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
