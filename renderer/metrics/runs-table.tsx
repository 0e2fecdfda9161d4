import VisibilityOutlined from '@mui/icons-material/VisibilityOutlined';
import type { GridColDef, GridRowSelectionModel } from '@mui/x-data-grid';
import { Box, useMediaQuery } from '@mui/material';
import { useMemo } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { DataTable } from '../components/data-table.tsx';
import { IconAction } from '../components/icon-action.tsx';
import { visuallyHidden } from '../components/visually-hidden.ts';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { networksOf } from '../config/config-summary.ts';
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
    const measure = (field: keyof RunSummary, of: keyof typeof measures, width: number): Column => ({
      field,
      headerName: measures[of].name,
      description: measures[of].hint,
      type: 'number',
      width,
      valueFormatter: (value: number | null) => (value === null ? '–' : formats.number(value, 3)),
    });
    const setting = (field: 'tau' | 'alpha', symbol: string): Column => ({
      field,
      headerName: symbol,
      description: columns[field],
      type: 'number',
      width: 54,
      valueGetter: (_, run) => run.config[field],
      valueFormatter: (value: number) => formats.number(value, 2),
    });
    return [
      { field: 'id', headerName: '#', type: 'number', width: 44 },
      {
        field: 'name',
        headerName: columns.name,
        flex: 1,
        minWidth: 180,
        renderCell: ({ row }) => <MiddleEllipsis text={row.name} tooltip={row.clip} />,
      },
      {
        field: 'open',
        headerName: metrics.open,
        renderHeader: () => <Box sx={visuallyHidden}>{metrics.open}</Box>,
        width: 48,
        sortable: false,
        filterable: false,
        disableColumnMenu: true,
        renderCell: ({ row }) => (
          <IconAction
            label={`${metrics.open}: ${row.name}`}
            onClick={() => navigate({ view: 'viewer', runId: row.id, frame: null })}
          >
            <VisibilityOutlined fontSize="small" />
          </IconAction>
        ),
      },
      measure('meanJ', 'J', 64),
      measure('meanF', 'F', 64),
      measure('meanConfidence', 'confidence', 96),
      measure('meanStability', 'stability', 88),
      { field: 'frameCount', headerName: columns.frames, type: 'number', width: 84 },
      { field: 'refined', headerName: columns.refined, type: 'boolean', width: 84 },
      {
        field: 'networks',
        headerName: columns.networks,
        description: columns.networksHint,
        width: 168,
        valueGetter: (_, run) => networksOf(run.config, config),
      },
      setting('alpha', 'α'),
      setting('tau', 'τ'),
      {
        field: 'timeSec',
        headerName: columns.time,
        type: 'number',
        width: 108,
        valueFormatter: (value: number) => formats.duration(value),
      },
      {
        field: 'finishedMs',
        headerName: columns.finished,
        type: 'dateTime',
        width: 176,
        align: 'right',
        headerAlign: 'right',
        valueGetter: (value: number) => new Date(value),
        valueFormatter: (value: Date) => formats.dateTime(value.getTime()),
      },
    ];
  }, [metrics, config, formats]);
}

/** What the viewer says of a run anyway gives way in windows in which the other columns would be cut off. */
const whereNarrow = { frameCount: false, timeSec: false } as const;
const wide = '(min-width: 1440px)';

/** All runs with their means; choosing rows shows their frames below. */
export function RunsTable({ runs, chosen, onChoose }: RunTableProps) {
  const { metrics } = useMessages();
  const columns = useRunColumns();
  const hasRoom = useMediaQuery(wide, { noSsr: true });
  const selection: GridRowSelectionModel = { type: 'include', ids: new Set(chosen) };
  return (
    <DataTable
      aria-label={metrics.runTable}
      rows={runs}
      columns={columns as GridColDef[]}
      columnVisibilityModel={hasRoom ? {} : whereNarrow}
      checkboxSelection
      rowSelectionModel={selection}
      onRowSelectionModelChange={({ type, ids }) =>
        onChoose(runs.map(({ id }) => id).filter((id) => ids.has(id) === (type === 'include')))
      }
    />
  );
}
