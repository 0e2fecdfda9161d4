import { Box, Slider, Typography } from '@mui/material';
import { useId } from 'react';
import { useFormats } from '../../i18n/i18n.tsx';

interface SliderFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Of the shown figure. */
  readonly decimals?: number;
  readonly onChange: (value: number) => void;
}

/** A number that is drawn along a line, its value in figures beside the label. */
export function SliderField({
  label,
  hint,
  value,
  min,
  max,
  step,
  decimals = 2,
  onChange,
}: SliderFieldProps) {
  const id = useId();
  const { number } = useFormats();
  return (
    <Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, typography: 'body2' }}>
        <span id={id}>{label}</span>
        <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: 560 }}>
          {number(value, decimals)}
        </Box>
      </Box>
      <Slider
        size="small"
        aria-labelledby={id}
        value={value}
        min={min}
        max={max}
        step={step}
        onChange={(_, next) => onChange(next)}
        sx={{ display: 'block', py: 1 }}
      />
      {hint !== undefined && (
        <Typography variant="caption" sx={{ color: 'text.secondary', display: 'block' }}>
          {hint}
        </Typography>
      )}
    </Box>
  );
}
