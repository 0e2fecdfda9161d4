import FileUploadOutlined from '@mui/icons-material/FileUploadOutlined';
import { Button } from '@mui/material';
import { useEffect, useState } from 'react';
import type { EventPayload } from '../../native/api/contract.ts';
import type { ExportRequest } from '../../native/api/exports.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { useTellFiles } from '../components/use-tell-files.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import type { ViewerSession } from '../viewer/viewer-session.ts';
import { ExportDialog } from './export-dialog.tsx';

type Progress = EventPayload<'export.progress'>;

/** How far the run's export is; null where none is written. */
function useExportProgress(runId: number): Progress | null {
  const { engine } = useApp();
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(
    () =>
      engine.on('export.progress', (event) => {
        if (event.runId === runId) setProgress(event.done >= event.total ? null : event);
      }),
    [engine, runId],
  );
  return progress;
}

/** What the button says while an export is written. */
function WritingText({ progress }: { readonly progress: Progress | null }) {
  const { exporting } = useMessages();
  const { percent, roughDuration } = useFormats();
  if (progress === null) return exporting.writing(percent(0));
  const { done, total, etaSec } = progress;
  const share = percent(done / total);
  return etaSec === null ? exporting.writing(share) : exporting.writingLeft(share, roughDuration(etaSec));
}

/** Opens the export of a run, and tells how far it is. */
export function ExportButton({
  run,
  session,
}: {
  readonly run: RunSummary;
  readonly session: ViewerSession | null;
}) {
  const { exporting } = useMessages();
  const { engine, attempt, notices } = useApp();
  const tellFiles = useTellFiles();
  const [isOpen, setIsOpen] = useState(false);
  const [isWriting, setIsWriting] = useState(false);
  const progress = useExportProgress(run.id);

  async function write(request: ExportRequest, outDir: string | null): Promise<void> {
    setIsOpen(false);
    setIsWriting(true);
    await attempt(
      engine.call('export.run', { runId: run.id, outDir, request }).then(({ paths, notices: sentences }) => {
        tellFiles(exporting.done(paths[0] ?? run.outDir), paths);
        for (const sentence of sentences) notices.add({ level: 'info', sentence });
      }),
    );
    setIsWriting(false);
  }
  return (
    <>
      <Button
        variant="contained"
        startIcon={<FileUploadOutlined />}
        loading={isWriting}
        loadingPosition="start"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        {isWriting ? <WritingText progress={progress} /> : exporting.button}
      </Button>
      {isOpen && (
        <ExportDialog
          run={run}
          range={session?.player.state.get().range ?? { first: 0, last: run.frameCount - 1 }}
          onClose={() => setIsOpen(false)}
          onExport={(request, outDir) => void write(request, outDir)}
        />
      )}
    </>
  );
}
