import { Box, Slider } from '@mui/material';
import { useId } from 'react';

interface BalanceSliderProps {
  /** What moving to the left gives, and what moving to the right. */
  readonly ends: readonly [left: string, right: string];
  readonly min: number;
  readonly max: number;
  readonly value: number;
  /** Where the run has it: marked, and found again by the hand. */
  readonly neutral: number;
  /** Spoken in place of the number. */
  readonly valueText: (value: number) => string;
  readonly onChange: (value: number) => void;
}

/** A choice between two directions, named at its ends, without a number. */
export function BalanceSlider({ ends, min, max, value, neutral, valueText, onChange }: BalanceSliderProps) {
  const id = useId();
  const step = (max - min) / 100;
  return (
    <Box>
      <Box id={id} sx={{ display: 'grid', gridTemplateColumns: '1fr auto 1fr', gap: 1, typography: 'body2' }}>
        <Box component="span" sx={{ color: value < neutral ? 'primary.main' : 'text.primary' }}>
          {ends[0]}
        </Box>
        <Box component="span" aria-hidden sx={{ color: 'text.secondary' }}>
          ↔
        </Box>
        <Box
          component="span"
          sx={{ textAlign: 'right', color: value > neutral ? 'primary.main' : 'text.primary' }}
        >
          {ends[1]}
        </Box>
      </Box>
      <Slider
        size="small"
        track={false}
        min={min}
        max={max}
        step={step}
        value={value}
        marks={[{ value: neutral }]}
        aria-labelledby={id}
        getAriaValueText={valueText}
        onChange={(_, next) => onChange(Math.abs(next - neutral) < 2 * step ? neutral : next)}
        sx={{
          display: 'block',
          width: 'auto',
          mx: 0.75,
          py: 1,
          '& .MuiSlider-mark': { width: 3, height: 9, borderRadius: 1, bgcolor: 'text.secondary' },
        }}
      />
    </Box>
  );
}
