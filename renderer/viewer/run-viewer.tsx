import { Alert, Box } from '@mui/material';
import { useMemo } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { ExportButton } from '../export/export-button.tsx';
import { SidePanel } from '../fixes/side-panel.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { routeHash } from '../routing/route.ts';
import { RunMenu } from '../runs/run-menu.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { releaseArrows } from './keep-focus.ts';
import { LayerBar } from './layer-bar.tsx';
import { Stage } from './stage/stage.tsx';
import { TransportBar } from './playback/transport-bar.tsx';
import { useViewerShortcuts } from './use-viewer-shortcuts.ts';
import { useViewerSession } from './use-viewer-session.ts';
import { useChoice, ViewerContext } from './viewer-context.ts';
import { frameSpacingSec } from './playback/playback-clock.ts';

function RunFacts({ run }: { readonly run: RunDetails }) {
  const { common, viewer } = useMessages();
  const formats = useFormats();
  const { widthPx, heightPx, frameCount, refined } = run.summary;
  const rate = 1 / frameSpacingSec(run.timesSec);
  const facts = [
    `${widthPx} × ${heightPx}`,
    common.units.frames(frameCount),
    viewer.framesPerSecond(formats.number(rate, Number.isInteger(Math.round(rate * 100) / 100) ? 0 : 2)),
    refined ? viewer.refined : viewer.notRefined,
  ];
  return (
    <Box
      component="span"
      sx={{ whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis', display: 'block' }}
    >
      {facts.join('  ·  ')}
    </Box>
  );
}

function Workspace() {
  useViewerShortcuts();
  const panelOpen = useChoice('panelOpen');
  return (
    <Box onPointerUp={releaseArrows} sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
        <LayerBar />
        <Stage />
        <TransportBar />
        <Timeline />
      </Box>
      {panelOpen && <SidePanel />}
    </Box>
  );
}

/** One run: stage, transport and timeline, with the fixes beside them. */
export function RunViewer({ run, frame }: { readonly run: RunDetails; readonly frame: number | null }) {
  const { viewer } = useMessages();
  const session = useViewerSession(run, frame);
  const opened = useMemo(() => (session === null ? null : { run, session }), [run, session]);
  return (
    <ViewFrame
      back={{ hash: routeHash({ view: 'viewer', runId: null, frame: null }), label: viewer.allRuns }}
      title={<MiddleEllipsis text={run.summary.name} tooltip={run.summary.clip} />}
      summary={<RunFacts run={run} />}
      actions={
        <>
          <RunMenu run={run.summary} />
          <ExportButton run={run.summary} session={session} />
        </>
      }
    >
      {!run.summary.present && <Alert severity="warning">{viewer.resultsGone(run.summary.outDir)}</Alert>}
      {opened !== null && (
        <ViewerContext value={opened}>
          <Workspace />
        </ViewerContext>
      )}
    </ViewFrame>
  );
}
