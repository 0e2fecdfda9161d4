import { Box, Button, LinearProgress, Typography } from '@mui/material';
import { useCallback, useState } from 'react';
import type { RunConfig } from '../../native/api/run-config.ts';
import { DialogShell } from '../components/dialog-shell.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { ConfigForm } from '../config/config-form.tsx';
import { NetworksLine, useMissingModels } from '../config/networks-line.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp, useQueue, useSettings } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { PreflightTable } from './preflight-table.tsx';
import { SkippedLine, type Skipped } from './skipped-line.tsx';
import { preflightTotals, sharedWarnings } from './preflight-totals.ts';
import { usePartRows } from './use-part-rows.ts';
import { useEnqueue } from './use-enqueue.ts';
import { usePreflight, type Preflight } from './use-preflight.ts';

interface ReviewDialogProps {
  readonly paths: readonly string[];
  /** What was brought along and is not taken. */
  readonly skipped: readonly Skipped[];
  /** Goes back to where the clips were chosen; null where they came from elsewhere. */
  readonly onBack: (() => void) | null;
  readonly onClose: () => void;
}

/** Where the results go; in Electron it can be another folder for these clips. */
function ResultsFolder({
  outDir,
  onChange,
}: {
  readonly outDir: string;
  readonly onChange: (dir: string) => void;
}) {
  const { review } = useMessages().add;
  const { host, attempt } = useApp();
  const change = () =>
    void attempt(
      (host?.chooseFolder() ?? Promise.resolve(null)).then((dir) => {
        if (dir !== null) onChange(dir);
      }),
    );
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0, typography: 'body2' }}>
      <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
        {review.results}
      </Box>
      <MiddleEllipsis text={outDir} />
      {host !== null && <Button onClick={change}>{review.change}</Button>}
    </Box>
  );
}

function Totals({ preflight, pathCount }: { readonly preflight: Preflight; readonly pathCount: number }) {
  const { common, add } = useMessages();
  const { roughDuration, bytes } = useFormats();
  const totals = preflightTotals(preflight.rows);
  const { freeMemoryBytes, freeDiskBytes } = totals;
  if (preflight.checked < pathCount) {
    const text = add.review.checking(preflight.checked, pathCount);
    return (
      <Box>
        {text}
        <LinearProgress
          variant="determinate"
          aria-label={text}
          value={(100 * preflight.checked) / pathCount}
          sx={{ mt: 0.5, width: 200 }}
        />
      </Box>
    );
  }
  return (
    <Box sx={{ color: 'text.primary' }}>
      {add.review.totals(
        totals.clips === preflight.rows.length
          ? common.units.clips(totals.clips)
          : add.review.someOf(totals.clips, common.units.clips(preflight.rows.length)),
        roughDuration(totals.timeSec),
        bytes(totals.diskBytes),
      )}
      {freeMemoryBytes !== null && freeDiskBytes !== null && (
        <Typography variant="caption" sx={{ display: 'block', color: 'text.secondary' }}>
          {add.review.free(bytes(freeMemoryBytes), bytes(freeDiskBytes))}
        </Typography>
      )}
    </Box>
  );
}

/** The last look before clips go into the queue: what they are, what they take, and how they are worked on. */
export function ReviewDialog({ paths, skipped, onBack, onClose }: ReviewDialogProps) {
  const { add } = useMessages();
  const settings = valueOf(useSettings());
  const [chosen, setChosen] = useState<RunConfig | null>(null);
  const [outDir, setOutDir] = useState<string | null>(null);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const leaveOut = useCallback((clip: string) => setLeftOut((before) => new Set([...before, clip])), []);
  const config = chosen ?? settings?.config ?? null;
  const preflight = usePreflight(paths, config);
  const { parts, choose, rows: withParts } = usePartRows(preflight.rows, config);
  const rows = withParts.filter((row) => !leftOut.has(row.clip));
  const shared = sharedWarnings(rows);
  const missing = useMissingModels(config).length > 0;
  const enqueue = useEnqueue();
  const clips = [
    ...rows.filter((row) => !('error' in row)).map((row) => row.clip),
    ...paths.slice(preflight.checked),
  ];
  const queue = valueOf(useQueue());
  const works = queue?.items.some(({ state }) => state === 'running') === true && !queue.paused;
  function addClips(start: boolean): void {
    if (config === null) return;
    onClose();
    const chosenParts = [...parts].map(([clip, part]) => ({ clip, ...part }));
    void enqueue({ paths: clips, config, outDir, start, draftsFirst: config.refine, parts: chosenParts });
  }
  return (
    <DialogShell
      title={add.title}
      width="lg"
      heightPx={540}
      onClose={onClose}
      aside={
        onBack !== null && (
          <Button color="secondary" sx={{ ml: -1.5, minWidth: 0 }} onClick={onBack}>
            {add.review.back}
          </Button>
        )
      }
      status={<Totals preflight={{ ...preflight, rows }} pathCount={paths.length} />}
      actions={
        <>
          <Button
            variant={works ? 'contained' : 'outlined'}
            disabled={clips.length === 0}
            onClick={() => addClips(false)}
          >
            {add.review.add}
          </Button>
          {/* What is added to a queue that works needs no start. */}
          {!works && (
            <Button
              variant="contained"
              disabled={clips.length === 0 || missing}
              onClick={() => addClips(true)}
            >
              {add.review.addAndStart}
            </Button>
          )}
        </>
      }
    >
      <Box sx={{ display: 'flex', gap: 3, flex: 1, minHeight: 0 }}>
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1 }}>
          <SkippedLine skipped={[...skipped, ...preflight.skipped]} />
          <Box sx={{ flex: 1, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}>
            <PreflightTable rows={rows} said={shared} parts={parts} onPart={choose} onLeaveOut={leaveOut} />
          </Box>
          {[...shared].map((warning) => (
            <Box key={warning} sx={{ typography: 'body2', color: 'warning.main' }}>
              {add.review.warnings[warning]}
            </Box>
          ))}
          {config !== null && <NetworksLine config={config} />}
          {settings !== null && <ResultsFolder outDir={outDir ?? settings.outputDir} onChange={setOutDir} />}
        </Box>
        <Box
          component="section"
          aria-label={add.review.settings}
          sx={{ width: 296, flexShrink: 0, overflow: 'auto', pt: 1 }}
        >
          {config !== null && <ConfigForm config={config} onChange={setChosen} />}
        </Box>
      </Box>
    </DialogShell>
  );
}
