import { Alert, Box, Button, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { exportOf, type ExportRequest } from '../../native/api/exports.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { DialogShell } from '../components/dialog-shell.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useChooseFolder } from '../library/use-choose-folder.tsx';
import { useApp } from '../state/app-context.ts';
import { ExportOptions } from './export-options.tsx';
import { FormatChoice } from './format-choice.tsx';
import { ToolChoice } from './tool-choice.tsx';
import { wholeFrame, wholeSpan } from '../measures/whole-frame.ts';

type Offered = Result<'export.formats'>;
type Estimate = Result<'export.estimate'>;

interface ExportDialogProps {
  readonly run: RunSummary;
  /** The frames between the in and the out point. */
  readonly range: { readonly first: number; readonly last: number };
  readonly onClose: () => void;
  readonly onExport: (request: ExportRequest, outDir: string | null) => void;
}

/** How long a choice has to stand before it is estimated. */
const settledMs = 150;

/** What an export will hold; null while that is not known. */
function useEstimate(runId: number, outDir: string | null, request: ExportRequest): Estimate | null {
  const { engine, attempt } = useApp();
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const timer = window.setTimeout(() => {
      if (request.formats.length === 0) return;
      void attempt(
        engine.call('export.estimate', { runId, outDir, request }).then((known) => {
          if (isCurrent) setEstimate(known);
        }),
      );
    }, settledMs);
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [engine, attempt, runId, outDir, request]);
  return estimate;
}

function EstimateLine({ estimate }: { readonly estimate: Estimate | null }) {
  const { exporting } = useMessages();
  const { bytes, roughDuration } = useFormats();
  if (estimate === null) return exporting.estimating;
  const { sizeBytes, freeBytes, timeSec } = estimate;
  const size =
    freeBytes === null
      ? exporting.sizeOnly(bytes(sizeBytes))
      : exporting.size(bytes(sizeBytes), bytes(freeBytes));
  return `${size} · ${exporting.time(roughDuration(timeSec))}`;
}

/** The formats and tools that the engine offers; null until they are there. */
function useOffered(): Offered | null {
  const { engine, attempt } = useApp();
  const [offered, setOffered] = useState<Offered | null>(null);
  useEffect(() => {
    void attempt(engine.call('export.formats', {}).then(setOffered));
  }, [engine, attempt]);
  return offered;
}

/** Where the export goes, and the way to another folder. */
function FolderLine({ path, onChange }: { readonly path: string; readonly onChange: () => void }) {
  const { exporting } = useMessages();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Typography variant="body2" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        {path}
      </Typography>
      <Button size="small" onClick={onChange} sx={{ flexShrink: 0 }}>
        {exporting.changeFolder}
      </Button>
    </Box>
  );
}

/** Chooses an editing tool first, its formats below, and tells how large the export will be and where it goes. */
export function ExportDialog({ run, range, onClose, onExport }: ExportDialogProps) {
  const { exporting } = useMessages();
  const { bytes } = useFormats();
  const offered = useOffered();
  const [outDir, setOutDir] = useState<string | null>(null);
  const [tool, setTool] = useState<string | null>('resolve');
  const isPart = range.first > 0 || range.last < run.frameCount - 1;
  const [request, setRequest] = useState<ExportRequest>(() =>
    exportOf(['prores4444'], {
      sidecars: ['otio'],
      ...(isPart ? { from: wholeFrame(run, range.first), to: wholeFrame(run, range.last) } : {}),
    }),
  );
  const estimate = useEstimate(run.id, outDir, request);
  const { chooseFolder, dialog } = useChooseFolder(exporting.folder);
  const change = (changes: Partial<ExportRequest>) => setRequest((before) => ({ ...before, ...changes }));
  const isFull = estimate?.freeBytes != null && estimate.freeBytes < estimate.sizeBytes;
  const hint = offered?.tools.find(({ id }) => id === tool)?.hint;
  return (
    <DialogShell
      title={exporting.title(run.name)}
      width="sm"
      onClose={onClose}
      status={<EstimateLine estimate={estimate} />}
      actions={
        <Button
          variant="contained"
          disabled={request.formats.length === 0 || isFull}
          onClick={() => onExport(request, outDir)}
        >
          {exporting.start}
        </Button>
      }
    >
      {offered !== null && (
        <>
          <ToolChoice
            tools={offered.tools}
            chosen={tool}
            onChoose={(chosen) => {
              setTool(chosen?.id ?? null);
              if (chosen !== null)
                change({
                  formats: chosen.formats,
                  sidecars: chosen.sidecars,
                  startNumber: chosen.startNumber,
                  pattern: null,
                });
            }}
          />
          {hint !== undefined && (
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {hint}
            </Typography>
          )}
          <FormatChoice
            formats={offered.formats}
            request={request}
            isOpen={tool === null}
            onChange={(changes) => {
              setTool(null);
              change(changes);
            }}
          />
          <ExportOptions
            request={request}
            frames={wholeSpan(run, { first: 0, last: run.frameCount - 1 })}
            onChange={change}
          />
        </>
      )}
      {isFull && (
        <Alert severity="warning">
          {exporting.noRoom(bytes(estimate.sizeBytes), bytes(estimate.freeBytes ?? 0))}
        </Alert>
      )}
      <FolderLine
        path={estimate?.places.join('\n') ?? ''}
        onChange={() => void chooseFolder().then((path) => setOutDir(path ?? outDir))}
      />
      {dialog}
    </DialogShell>
  );
}
