import FileUploadOutlined from '@mui/icons-material/FileUploadOutlined';
import { Button, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { useTellFiles } from '../components/use-tell-files.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

const formats = ['csv', 'json'] as const;
type TableFormat = (typeof formats)[number];

/** Beside the run's results, for in a browser nobody can say where on the engine's machine else. */
const besideResults = (run: RunSummary, format: TableFormat) =>
  `${run.outDir}${run.outDir.includes('\\') ? '\\' : '/'}metrics.${format}`;

/** Writes all frames' measures of the runs into one file. */
export function TableExport({ runs }: { readonly runs: readonly RunSummary[] }) {
  const { metrics } = useMessages();
  const { engine, attempt, host } = useApp();
  const tellFiles = useTellFiles();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const first = runs[0];

  async function write(format: TableFormat): Promise<void> {
    setAnchor(null);
    if (first === undefined) return;
    const path =
      host === null ? besideResults(first, format) : await host.chooseSavePath(`metrics.${format}`, format);
    if (path === null) return;
    const runIds = runs.map(({ id }) => id);
    await attempt(
      engine
        .call('metrics.export', { runIds, format, path })
        .then((written) => tellFiles(metrics.exported(written.path), [written.path])),
    );
  }
  const texts = { csv: metrics.exportCsv, json: metrics.exportJson };
  return (
    <>
      <Button
        color="inherit"
        variant="outlined"
        startIcon={<FileUploadOutlined />}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ borderColor: 'divider' }}
      >
        {metrics.exportTable}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {formats.map((format) => (
          <MenuItem key={format} onClick={() => void write(format)}>
            {texts[format]}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
