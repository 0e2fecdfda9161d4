import { MenuItem, Select } from '@mui/material';
import { useMessages } from '../i18n/i18n.tsx';
import type { Measure } from '../measures/run-series.ts';

interface MeasureSelectProps {
  readonly value: Measure;
  readonly offered: readonly Measure[];
  readonly onChange: (measure: Measure) => void;
}

/** Chooses which measure is shown. */
export function MeasureSelect({ value, offered, onChange }: MeasureSelectProps) {
  const { metrics } = useMessages();
  return (
    <Select
      value={value}
      inputProps={{ 'aria-label': metrics.measure }}
      onChange={({ target }) => onChange(target.value)}
      sx={{ height: 30, minWidth: 140, fontSize: '0.8125rem' }}
    >
      {offered.map((measure) => (
        <MenuItem key={measure} value={measure}>
          {metrics.measures[measure].name}
        </MenuItem>
      ))}
    </Select>
  );
}
