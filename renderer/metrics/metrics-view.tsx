import QueryStatsOutlined from '@mui/icons-material/QueryStatsOutlined';
import { Box, Button } from '@mui/material';
import { useMemo } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { routeHash } from '../routing/route.ts';
import { navigate } from '../routing/use-route.ts';
import { useApp, useRuns } from '../state/app-context.ts';
import { groupedByClip } from './clip-groups.ts';
import { MeanLine } from './mean-line.tsx';
import { RunMeasures } from './run-measures.tsx';
import { RunsTable } from './runs-table.tsx';
import { TableExport } from './table-export.tsx';

/** The measures of all runs as a table; below it one run frame by frame, or several beside each other. */
export function MetricsView({ runIds }: { readonly runIds: readonly number[] }) {
  const { runs: resource } = useApp();
  const runs = useRuns();
  return (
    <LoadedView loaded={runs} onRetry={resource.reload}>
      {(known) => <MeasuredRuns runs={known} runIds={runIds} />}
    </LoadedView>
  );
}

/** As high as its heading, its rows and a scroll bar, so that few runs leave the room to their curves. */
const tableHeightPx = (rowCount: number): number => 39 + 36 * Math.max(2, rowCount) + 18;

interface MeasuredRunsProps {
  readonly runs: readonly RunSummary[];
  readonly runIds: readonly number[];
}

function MeasuredRuns({ runs, runIds }: MeasuredRunsProps) {
  const { metrics } = useMessages();
  const chosen = useMemo(
    () => runIds.flatMap((id) => runs.find((run) => run.id === id) ?? []),
    [runs, runIds],
  );
  const grouped = useMemo(() => groupedByClip(runs), [runs]);
  const choose = (ids: readonly number[]) => navigate({ view: 'metrics', runIds: ids }, { replace: true });
  if (runs.length === 0)
    return (
      <ViewFrame title={metrics.title}>
        <EmptyState icon={<QueryStatsOutlined />} title={metrics.empty.title} text={metrics.empty.text}>
          <Button variant="contained" href={routeHash({ view: 'queue' })}>
            {metrics.empty.toQueue}
          </Button>
        </EmptyState>
      </ViewFrame>
    );
  return (
    <ViewFrame
      title={metrics.title}
      summary={metrics.summary(runs.length, chosen.length)}
      actions={<TableExport runs={chosen.length === 0 ? runs : chosen} />}
    >
      <Box
        sx={{
          height: tableHeightPx(runs.length),
          maxHeight: '42%',
          flexShrink: 0,
          display: 'flex',
          flexDirection: 'column',
        }}
      >
        <RunsTable runs={grouped} chosen={chosen.map(({ id }) => id)} onChoose={choose} />
      </Box>
      <MeanLine runs={chosen.length === 0 ? runs : chosen} />
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          display: 'flex',
          flexDirection: 'column',
          borderTop: 1,
          bgcolor: 'background.paper',
          borderColor: 'divider',
        }}
      >
        <RunMeasures chosen={chosen} />
      </Box>
    </ViewFrame>
  );
}
