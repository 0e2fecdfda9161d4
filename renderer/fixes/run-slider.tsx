import { Box, Slider, Tooltip } from '@mui/material';
import { useFormats } from '../i18n/i18n.tsx';

interface RunSliderProps {
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  /** Null: as the run has it. */
  readonly value: number | null;
  readonly ofRun: number;
  readonly onChange: (value: number | null) => void;
}

/** A number with the run's own value marked; back there, nothing is changed. */
export function RunSlider({ label, hint, min, max, value, ofRun, onChange }: RunSliderProps) {
  const formats = useFormats();
  const shown = value ?? ofRun;
  return (
    <Box>
      <Box sx={{ display: 'flex', typography: 'body2' }}>
        <Tooltip title={hint} placement="left">
          <Box component="span" sx={{ flex: 1 }}>
            {label}
          </Box>
        </Tooltip>
        <Box
          component="span"
          sx={{
            fontVariantNumeric: 'tabular-nums',
            color: value === null ? 'text.secondary' : 'primary.main',
            fontWeight: value === null ? 400 : 600,
          }}
        >
          {formats.number(shown, 2)}
        </Box>
      </Box>
      <Slider
        size="small"
        min={min}
        max={max}
        step={0.01}
        value={shown}
        marks={[{ value: ofRun }]}
        aria-label={label}
        onChange={(_, next) => onChange(Math.abs(next - ofRun) < 0.005 ? null : next)}
        sx={{
          display: 'block',
          py: 1,
          '& .MuiSlider-mark': { width: 3, height: 9, borderRadius: 1, bgcolor: 'text.secondary' },
        }}
      />
    </Box>
  );
}
