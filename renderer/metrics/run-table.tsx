import OpenInNew from '@mui/icons-material/MovieOutlined';
import type { GridColDef, GridRowSelectionModel } from '@mui/x-data-grid';
import { Box } from '@mui/material';
import { useMemo } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { DataTable } from '../components/data-table.tsx';
import { IconAction } from '../components/icon-action.tsx';
import { visuallyHidden } from '../components/visually-hidden.ts';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { navigate } from '../routing/use-route.ts';

interface RunTableProps {
  readonly runs: readonly RunSummary[];
  readonly chosen: readonly number[];
  readonly onChoose: (ids: readonly number[]) => void;
}

type Column = GridColDef<RunSummary>;

function useRunColumns(): Column[] {
  const { metrics, config } = useMessages();
  const formats = useFormats();
  return useMemo(() => {
    const { columns, measures } = metrics;
    const measure = (field: keyof RunSummary, headerName: string, hint: string): Column => ({
      field,
      headerName,
      description: hint,
      type: 'number',
      width: 96,
      valueFormatter: (value: number | null) => (value === null ? '–' : formats.number(value, 3)),
    });
    const number = (
      field: string,
      headerName: string,
      valueGetter: (run: RunSummary) => number,
      digits = 0,
    ): Column => ({
      field,
      headerName,
      type: 'number',
      width: 84,
      valueGetter: (_, run) => valueGetter(run),
      valueFormatter: (value: number) => formats.number(value, digits),
    });
    const text = (field: string, headerName: string, valueGetter: (run: RunSummary) => string): Column => ({
      field,
      headerName,
      width: 110,
      valueGetter: (_, run) => valueGetter(run),
    });
    return [
      { field: 'id', headerName: '#', type: 'number', width: 56 },
      {
        field: 'name',
        headerName: columns.name,
        flex: 1,
        minWidth: 200,
        renderCell: ({ row }) => <MiddleEllipsis text={row.name} tooltip={row.clip} />,
      },
      {
        field: 'open',
        headerName: metrics.open,
        renderHeader: () => <Box sx={visuallyHidden}>{metrics.open}</Box>,
        width: 52,
        sortable: false,
        filterable: false,
        disableColumnMenu: true,
        renderCell: ({ row }) => (
          <IconAction
            label={`${metrics.open}: ${row.name}`}
            onClick={() => navigate({ view: 'viewer', runId: row.id, frame: null })}
          >
            <OpenInNew fontSize="small" />
          </IconAction>
        ),
      },
      measure('meanJ', measures.J.name, measures.J.hint),
      measure('meanF', measures.F.name, measures.F.hint),
      measure('meanConfidence', measures.confidence.name, measures.confidence.hint),
      measure('meanStability', measures.stability.name, measures.stability.hint),
      number('frames', columns.frames, (run) => run.frameCount),
      { field: 'refined', headerName: columns.refined, type: 'boolean', width: 92 },
      text('encoder', columns.encoder, (run) => config.encoderNames[run.config.encoder]),
      text('flow', columns.flow, (run) => config.flowNames[run.config.flow]),
      number('tau', columns.tau, (run) => run.config.tau, 2),
      number('alpha', columns.alpha, (run) => run.config.alpha, 2),
      {
        field: 'timeSec',
        headerName: columns.time,
        type: 'number',
        width: 100,
        valueFormatter: (value: number) => formats.duration(value),
      },
      {
        field: 'finishedMs',
        headerName: columns.finished,
        type: 'dateTime',
        width: 190,
        valueGetter: (value: number) => new Date(value),
        valueFormatter: (value: Date) => formats.dateTime(value.getTime()),
      },
    ];
  }, [metrics, config, formats]);
}

/** All runs with their means; choosing rows shows their frames below. */
export function RunTable({ runs, chosen, onChoose }: RunTableProps) {
  const { metrics } = useMessages();
  const columns = useRunColumns();
  const selection: GridRowSelectionModel = { type: 'include', ids: new Set(chosen) };
  return (
    <DataTable
      aria-label={metrics.runTable}
      rows={runs}
      columns={columns as GridColDef[]}
      checkboxSelection
      rowSelectionModel={selection}
      onRowSelectionModelChange={({ type, ids }) =>
        onChoose(runs.map(({ id }) => id).filter((id) => ids.has(id) === (type === 'include')))
      }
      initialState={{ sorting: { sortModel: [{ field: 'finishedMs', sort: 'desc' }] } }}
    />
  );
}
