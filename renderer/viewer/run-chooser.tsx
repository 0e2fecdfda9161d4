import MovieOutlined from '@mui/icons-material/MovieOutlined';
import { Box, Button } from '@mui/material';
import { memo } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { configSummary } from '../config/config-summary.ts';
import { LoadedView } from '../components/loaded-view.tsx';
import { PictureCard } from '../components/pictures/picture-card.tsx';
import { useGradually } from '../components/use-gradually.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { routeHash } from '../routing/route.ts';
import { RunMenu } from '../runs/run-menu.tsx';
import { useApp, useRuns } from '../state/app-context.ts';

const RunCard = memo(function RunCard({ run }: { readonly run: RunSummary }) {
  const { common, config, metrics, viewer } = useMessages();
  const formats = useFormats();
  const measure = run.meanJ === null ? 'confidence' : 'J';
  const judged = run.meanJ ?? run.meanConfidence;
  const frame = Math.floor(run.frameCount / 2);
  return (
    <Box sx={{ position: 'relative' }}>
      <PictureCard
        href={routeHash({ view: 'viewer', runId: run.id, frame: null })}
        picture={{ runId: run.id, layer: 'overlay', frame, revision: run.revision }}
        aspect={16 / 9}
        badge={judged === null ? null : `${metrics.measures[measure].short} ${formats.number(judged, 2)}`}
        name={run.name}
        path={run.clip}
        details={
          <Box
            sx={{ pr: 3, typography: 'caption', color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}
          >
            <Box>
              {common.units.frames(run.frameCount)} · {run.widthPx} × {run.heightPx}
            </Box>
            <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
              {configSummary(run.config, config, formats)}
            </Box>
            <Box>{formats.dateTime(run.finishedMs)}</Box>
            {!run.present && <Box sx={{ color: 'warning.main' }}>{viewer.resultsGoneShort}</Box>}
          </Box>
        }
      />
      {/* Beside the link, not in it. */}
      <RunMenu run={run} sx={{ position: 'absolute', right: 6, bottom: 6 }} />
    </Box>
  );
});

function Cards({ runs }: { readonly runs: readonly RunSummary[] }) {
  const shown = useGradually(runs.length);
  return (
    // The grid must not be what scrolls: it would have the window's height, and share it among all its rows.
    <Box sx={{ overflowY: 'auto', bgcolor: 'background.default' }}>
      <Box
        sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))', gap: 2, p: 2.5 }}
      >
        {runs
          .toSorted((a, b) => b.finishedMs - a.finishedMs)
          .slice(0, shown)
          .map((run) => (
            <RunCard key={run.id} run={run} />
          ))}
      </Box>
    </Box>
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
          summary={known.length === 0 ? undefined : common.units.runs(known.length)}
        >
          {known.length === 0 ? (
            <EmptyState icon={<MovieOutlined />} title={viewer.empty.title} text={viewer.empty.text}>
              <Button variant="contained" href={routeHash({ view: 'queue' })}>
                {viewer.empty.toQueue}
              </Button>
            </EmptyState>
          ) : (
            <Cards runs={known} />
          )}
        </ViewFrame>
      )}
    </LoadedView>
  );
}
