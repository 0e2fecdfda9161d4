import { Alert, Box } from '@mui/material';
import type { GridColDef } from '@mui/x-data-grid';
import { useMemo, useState } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { DataTable } from '../components/data-table.tsx';
import { FrameThumbnail } from '../components/pictures/frame-thumbnail.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { navigate } from '../routing/use-route.ts';
import { ChartFrame } from './chart-frame.tsx';
import { runColor, seriesOfRuns } from './chart-data.ts';
import { FrameChart } from './frame-chart.tsx';
import { MeasureSelect } from './measure-select.tsx';
import {
  comparableMeasures,
  comparedFrames,
  comparisonSummary,
  type ComparedFrame,
} from '../measures/run-comparison.ts';
import type { Measure } from '../measures/run-series.ts';
import { Hint } from './hint.tsx';
import { wholeFrame } from '../measures/whole-frame.ts';

/** Two runs frame by frame, the largest change first. */
export function CompareTab({ runs }: { readonly runs: readonly RunDetails[] }) {
  const { metrics } = useMessages();
  const [first, second] = runs;
  const offered = useMemo(
    () => (first && second ? comparableMeasures(first.frames, second.frames) : []),
    [first, second],
  );
  const [chosen, setChosen] = useState<Measure | null>(null);
  const measure = chosen !== null && offered.includes(chosen) ? chosen : offered[0];
  if (first === undefined || second === undefined) return <Hint text={metrics.needTwo} />;
  if (measure === undefined) return <Hint text={metrics.notComparable} />;
  return (
    <ComparedRuns first={first} second={second} measure={measure} offered={offered} onMeasure={setChosen} />
  );
}

interface ComparedRunsProps {
  readonly first: RunDetails;
  readonly second: RunDetails;
  readonly measure: Measure;
  readonly offered: readonly Measure[];
  readonly onMeasure: (measure: Measure) => void;
}

const labelOf = ({ summary }: RunDetails) => `#${summary.id} ${summary.name}`;

function ComparedRuns({ first, second, measure, offered, onMeasure }: ComparedRunsProps) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const rows = useMemo(() => comparedFrames(first.frames, second.frames, measure), [first, second, measure]);
  const { better, worse, meanChange } = comparisonSummary(rows);
  const isSameClip = first.summary.clip === second.summary.clip;
  const unknown = Math.min(first.frames.length, second.frames.length) - rows.length;
  const lines = seriesOfRuns([first, second], measure).map((series, index) => ({
    label: labelOf(index === 0 ? first : second),
    color: runColor(index),
    series,
  }));
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
      <ChangeTable rows={rows} first={first} second={second} measure={measure} />
      <Box
        sx={{
          flex: 1,
          minWidth: 0,
          display: 'flex',
          flexDirection: 'column',
          borderLeft: 1,
          borderColor: 'divider',
        }}
      >
        <ChartFrame
          title={metrics.measures[measure].name}
          legend={lines}
          controls={<MeasureSelect value={measure} offered={offered} onChange={onMeasure} />}
        >
          <FrameChart
            lines={lines}
            fitted
            onFrame={(frame) => navigate({ view: 'viewer', runId: second.summary.id, frame })}
          />
        </ChartFrame>
        {isSameClip ? (
          <Box sx={{ display: 'flex', gap: 2, px: 2.5, py: 1, typography: 'body2', color: 'text.secondary' }}>
            <span>{metrics.better(`#${second.summary.id}`, better)}</span>
            <span>{metrics.worse(worse)}</span>
            <span title={metrics.tolerance}>{metrics.unchanged(rows.length - better - worse)}</span>
            {unknown > 0 && <span>{metrics.withoutMeasure(unknown)}</span>}
            {meanChange !== null && <span>{metrics.meanChange(formats.signed(meanChange, 3))}</span>}
          </Box>
        ) : (
          <Alert severity="info" sx={{ m: 1.5 }}>
            {metrics.otherClips}
          </Alert>
        )}
      </Box>
    </Box>
  );
}

interface ChangeTableProps {
  readonly rows: readonly ComparedFrame[];
  readonly first: RunDetails;
  readonly second: RunDetails;
  readonly measure: Measure;
}

function ChangeTable({ rows, first, second, measure }: ChangeTableProps) {
  const { metrics, viewer } = useMessages();
  const formats = useFormats();
  const columns = useMemo((): GridColDef<ComparedFrame>[] => {
    const aspect = first.summary.widthPx / first.summary.heightPx;
    const picture = (field: string, run: RunDetails): GridColDef<ComparedFrame> => ({
      field,
      headerName: `#${run.summary.id}`,
      description: labelOf(run),
      width: 96,
      sortable: false,
      filterable: false,
      disableColumnMenu: true,
      renderCell: ({ row: { frame } }) => (
        <Box sx={{ height: '100%', display: 'flex', alignItems: 'center' }}>
          <FrameThumbnail
            picture={{ runId: run.summary.id, layer: 'overlay', frame, revision: run.revision }}
            widthPx={76}
            aspect={aspect}
            label={`${labelOf(run)}, ${viewer.frame(wholeFrame(run.summary, frame))}`}
          />
        </Box>
      ),
    });
    /** As it stands in its column: what is shown as the change is the difference of what is shown. */
    const shown = (value: number) => Math.round(1000 * value) / 1000;
    const value = (
      field: 'first' | 'second' | 'change',
      headerName: string,
      description = headerName,
    ): GridColDef<ComparedFrame> => ({
      field,
      headerName,
      description,
      type: 'number',
      width: 92,
      valueFormatter: (each: number, { first: before, second: after }) =>
        field === 'change' ? formats.signed(shown(after) - shown(before), 3) : formats.number(each, 3),
    });
    const valueName = ({ summary }: RunDetails) => `${metrics.measures[measure].short} #${summary.id}`;
    return [
      { field: 'frame', headerName: metrics.columns.frame, type: 'number', width: 76 },
      picture('firstPicture', first),
      picture('secondPicture', second),
      value('first', valueName(first), labelOf(first)),
      value('second', valueName(second), labelOf(second)),
      value('change', metrics.columns.change),
    ];
  }, [first, second, measure, metrics, viewer, formats]);
  return (
    <Box sx={{ width: 548, flexShrink: 0, display: 'flex', flexDirection: 'column', minHeight: 0 }}>
      <DataTable
        aria-label={metrics.tabs.compare}
        rows={rows}
        columns={columns as GridColDef[]}
        getRowId={({ frame }: ComparedFrame) => frame}
        density="standard"
        rowHeight={52}
        columnHeaderHeight={40}
        onRowClick={({ row }: { readonly row: ComparedFrame }) =>
          navigate({ view: 'viewer', runId: second.summary.id, frame: row.frame })
        }
      />
    </Box>
  );
}
