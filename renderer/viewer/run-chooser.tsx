import MovieOutlined from '@mui/icons-material/MovieOutlined';
import { Box, Button, ButtonBase, Typography } from '@mui/material';
import type { RunSummary } from '../../native/api/runs.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FrameThumbnail } from '../components/frame-thumbnail.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { routeHash } from '../routing/route.ts';
import { useApp, useRuns } from '../state/app-context.ts';

function RunCard({ run }: { readonly run: RunSummary }) {
  const { common, metrics } = useMessages();
  const formats = useFormats();
  const judged = run.meanJ ?? run.meanConfidence;
  const name = metrics.measures[run.meanJ === null ? 'confidence' : 'J'].short;
  return (
    <ButtonBase
      href={routeHash({ view: 'viewer', runId: run.id, frame: null })}
      sx={{
        flexDirection: 'column',
        alignItems: 'stretch',
        textAlign: 'left',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        overflow: 'hidden',
        bgcolor: 'background.paper',
        '&:hover': { borderColor: 'primary.main' },
      }}
    >
      <FrameThumbnail
        picture={{ runId: run.id, layer: 'overlay', frame: Math.floor(run.frameCount / 2), revision: 0 }}
        aspect={16 / 9}
      />
      <Box sx={{ px: 1.5, py: 1, minWidth: 0 }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          <MiddleEllipsis text={run.name} tooltip={run.clip} />
        </Typography>
        <Box
          sx={{
            display: 'flex',
            gap: 1.5,
            typography: 'caption',
            color: 'text.secondary',
            fontVariantNumeric: 'tabular-nums',
          }}
        >
          <span>{common.units.frames(run.frameCount)}</span>
          {judged !== null && (
            <span>
              {name} {formats.number(judged, 3)}
            </span>
          )}
          <span>
            {run.widthPx} × {run.heightPx}
          </span>
        </Box>
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{formats.dateTime(run.finishedMs)}</Box>
      </Box>
    </ButtonBase>
  );
}

/** The finished runs, the newest first, as pictures that open them. */
export function RunChooser() {
  const { common, viewer } = useMessages();
  const { runs: resource } = useApp();
  const runs = useRuns();
  return (
    <LoadedView loaded={runs} onRetry={resource.reload}>
      {(known) => (
        <ViewFrame
          title={viewer.title}
          summary={known.length === 0 ? undefined : common.units.clips(known.length)}
        >
          {known.length === 0 ? (
            <EmptyState icon={<MovieOutlined />} title={viewer.empty.title} text={viewer.empty.text}>
              <Button variant="contained" href={routeHash({ view: 'queue' })}>
                {viewer.empty.toQueue}
              </Button>
            </EmptyState>
          ) : (
            <Box
              sx={{
                display: 'grid',
                gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))',
                gap: 2,
                p: 2.5,
                overflowY: 'auto',
              }}
            >
              {known
                .toSorted((a, b) => b.finishedMs - a.finishedMs)
                .map((run) => (
                  <RunCard key={run.id} run={run} />
                ))}
            </Box>
          )}
        </ViewFrame>
      )}
    </LoadedView>
  );
}
