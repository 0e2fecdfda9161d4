import { Box } from '@mui/material';
import type { RunSummary } from '../../native/api/runs.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The means over runs that were measured against ground truth, and by which rule; nothing where none was. */
export function MeanLine({ runs }: { readonly runs: readonly RunSummary[] }) {
  const { metrics } = useMessages();
  const { number } = useFormats();
  const known = (field: 'meanJ' | 'meanF') => runs.map((run) => run[field]).filter((value) => value !== null);
  const [J, F] = [known('meanJ'), known('meanF')];
  if (J.length === 0) return null;
  return (
    <Box
      sx={{
        px: 2,
        py: 0.75,
        display: 'flex',
        gap: 2,
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        fontVariantNumeric: 'tabular-nums',
        typography: 'body2',
      }}
    >
      <Box sx={{ fontWeight: 600, whiteSpace: 'nowrap' }}>
        {metrics.meanOfRuns(J.length, number(meanOf(J), 3), F.length === 0 ? '–' : number(meanOf(F), 3))}
      </Box>
      <Box sx={{ color: 'text.secondary' }}>{metrics.rule}</Box>
    </Box>
  );
}
