import type { GridColDef } from '@mui/x-data-grid';
import { Alert, Box } from '@mui/material';
import { useMemo } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { DataTable } from '../components/data-table.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { groupRuns, type GroupedRuns, type RunGroup } from '../measures/run-groups.ts';

/** The chosen runs put together by their settings: an ablation, the spread over seeds, J by attribute. */
export function SettingsTab({ runs }: { readonly runs: readonly RunDetails[] }) {
  const { metrics } = useMessages();
  const grouped = useMemo(() => groupRuns(runs), [runs]);
  const { sharedClips, clipsByAttribute } = grouped;
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
      {sharedClips === 0 ? (
        <Alert severity="warning" sx={{ m: 1.5, mb: 0 }}>
          {metrics.settings.nothingShared}
        </Alert>
      ) : (
        <Box sx={{ px: 2.5, pt: 1.25, pb: 0.75, typography: 'body2', color: 'text.secondary' }}>
          {metrics.settings.shared(sharedClips)}
        </Box>
      )}
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
        <GroupTable {...grouped} />
        {Object.keys(clipsByAttribute).length > 0 && <AttributeTable {...grouped} />}
      </Box>
    </Box>
  );
}

/** A column of a value 0..1 with three digits; unknown is a dash. */
function useShareColumn() {
  const formats = useFormats();
  return <Row extends object>(
    field: string,
    headerName: string,
    description: string,
    value: (row: Row) => number | null,
  ): GridColDef<Row> => ({
    field,
    headerName,
    description,
    type: 'number',
    width: 88,
    valueGetter: (_, row) => value(row),
    valueFormatter: (each: number | null) => (each === null ? '–' : formats.number(each, 3)),
  });
}

function GroupTable({ groups }: GroupedRuns) {
  const { metrics } = useMessages();
  const shareColumn = useShareColumn();
  const { settings, measures } = metrics;
  const mean = (
    field: keyof RunGroup['means'],
    of: 'J' | 'F' | 'confidence' | 'stability',
  ): GridColDef<RunGroup> =>
    shareColumn(field, measures[of].short, measures[of].hint, ({ means }) => means[field]);
  const hasSeeds = groups.some(({ seeds }) => seeds > 1);
  const count = (field: 'clips' | 'seeds'): GridColDef<RunGroup> => ({
    field,
    headerName: settings[field],
    type: 'number',
    width: 72,
  });
  const columns: GridColDef<RunGroup>[] = [
    {
      field: 'label',
      headerName: settings.label,
      flex: 1,
      minWidth: 140,
      valueGetter: (label: string) => (label === '' ? settings.alike : label),
    },
    count('clips'),
    ...(hasSeeds ? [count('seeds')] : []),
    mean('meanJ', 'J'),
    ...(hasSeeds
      ? [
          shareColumn<RunGroup>(
            'deviationJ',
            settings.deviation,
            settings.deviationHint,
            ({ deviationJ }) => deviationJ,
          ),
        ]
      : []),
    mean('meanF', 'F'),
    mean('meanConfidence', 'confidence'),
    mean('meanStability', 'stability'),
  ];
  return (
    <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
      <DataTable
        aria-label={settings.table}
        rows={groups}
        columns={columns as GridColDef[]}
        getRowId={({ label }: RunGroup) => label}
      />
    </Box>
  );
}

interface AttributeRow {
  readonly code: string;
  readonly clips: number;
}

function AttributeTable({ groups, clipsByAttribute }: GroupedRuns) {
  const { metrics } = useMessages();
  const shareColumn = useShareColumn();
  const { settings, attributes, measures } = metrics;
  const rows = Object.keys(attributes).flatMap((code): AttributeRow[] => {
    const clips = clipsByAttribute[code];
    return clips === undefined ? [] : [{ code, clips }];
  });
  const columns: GridColDef<AttributeRow>[] = [
    {
      field: 'code',
      headerName: settings.attribute,
      flex: 1,
      minWidth: 150,
      valueFormatter: (code: keyof typeof attributes) => attributes[code],
    },
    { field: 'clips', headerName: settings.clips, type: 'number', width: 64 },
    ...groups.map(({ label, attributes: of }, index) =>
      shareColumn<AttributeRow>(
        `group${index}`,
        groups.length === 1 ? measures.J.short : label,
        label === '' ? measures.J.hint : label,
        ({ code }) => of[code] ?? null,
      ),
    ),
  ];
  return (
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
      <DataTable
        aria-label={settings.attributeTable}
        rows={rows}
        columns={columns as GridColDef[]}
        getRowId={({ code }: AttributeRow) => code}
      />
    </Box>
  );
}
