import Check from '@mui/icons-material/Check';
import type { GridColDef } from '@mui/x-data-grid';
import { useMemo } from 'react';
import type { FrameFacts, RunDetails } from '../../native/api/runs.ts';
import { DataTable } from '../components/data-table.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { navigate } from '../routing/use-route.ts';
import { timecode, frameSpacingSec } from '../viewer/playback/playback-clock.ts';
import { judgingMeasure, knownMeasures } from '../measures/run-series.ts';
import { wholeFrame } from '../measures/whole-frame.ts';

interface FrameRow extends FrameFacts {
  readonly id: string;
  readonly runId: number;
  readonly name: string;
  /** Within the run, and what it is called. */
  readonly index: number;
  readonly frame: number;
  readonly time: string;
}

function rowsOf(runs: readonly RunDetails[]): FrameRow[] {
  return runs.flatMap(({ summary, frames, timesSec, startSec }) => {
    const spacingSec = frameSpacingSec(timesSec);
    return frames.map((facts, frame) => ({
      ...facts,
      id: `${summary.id}-${frame}`,
      index: frame,
      runId: summary.id,
      name: summary.name,
      frame: wholeFrame(summary, frame),
      time: timecode(timesSec[frame]! - startSec, spacingSec),
    }));
  });
}

/** A column that only shows what holds: most frames are neither locked nor fixed. */
const mark = (field: 'locked' | 'fixed', headerName: string): GridColDef<FrameRow> => ({
  field,
  headerName,
  type: 'boolean',
  width: 110,
  renderCell: ({ row }) => (row[field] ? <Check fontSize="small" titleAccess={headerName} /> : null),
});

/** Every frame of the chosen runs with its measures; a row opens the frame. */
export function FramesTab({ runs }: { readonly runs: readonly RunDetails[] }) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const rows = useMemo(() => rowsOf(runs), [runs]);
  const columns = useMemo((): GridColDef<FrameRow>[] => {
    const known = knownMeasures(runs.flatMap(({ frames }) => frames));
    return [
      ...(runs.length > 1
        ? [{ field: 'name', headerName: metrics.columns.name, flex: 1, minWidth: 160 }]
        : []),
      { field: 'frame', headerName: metrics.columns.frame, type: 'number', width: 90 },
      { field: 'time', headerName: metrics.columns.time, width: 120 },
      ...known.map((measure): GridColDef<FrameRow> => ({
        field: measure,
        headerName: metrics.measures[measure].name,
        description: metrics.measures[measure].hint,
        type: 'number',
        width: 120,
        valueFormatter: (value: number | null) =>
          value === null ? '–' : measure === 'area' ? formats.percent(value, 1) : formats.number(value, 3),
      })),
      mark('locked', metrics.columns.locked),
      mark('fixed', metrics.columns.fixed),
    ];
  }, [runs, metrics, formats]);
  const judged = judgingMeasure(runs.flatMap(({ frames }) => frames)) ?? 'frame';
  return (
    <DataTable
      key={judged}
      aria-label={metrics.frameTable}
      rows={rows}
      columns={columns as GridColDef[]}
      onRowClick={({ row }: { readonly row: FrameRow }) =>
        navigate({ view: 'viewer', runId: row.runId, frame: row.index })
      }
      initialState={{ sorting: { sortModel: [{ field: judged, sort: 'asc' }] } }}
    />
  );
}
