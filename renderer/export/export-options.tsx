import ExpandMore from '@mui/icons-material/ExpandMore';
import {
  Accordion,
  AccordionDetails,
  AccordionSummary,
  Box,
  FormControlLabel,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import type { ExportRequest } from '../../native/api/exports.ts';
import { NumberField } from '../components/fields/number-field.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import type { FrameRange } from '../../native/base/frame-indices.ts';

interface ExportOptionsProps {
  readonly request: ExportRequest;
  /** The run's frames. */
  readonly frames: FrameRange;
  readonly onChange: (changes: Partial<ExportRequest>) => void;
}

/** Names, the range and the timing of an export: what rarely needs another value. */
export function ExportOptions({ request, frames: { first, last }, onChange }: ExportOptionsProps) {
  const { exporting } = useMessages();
  const toggle = (label: string, checked: boolean, change: (checked: boolean) => void) => (
    <FormControlLabel
      control={<Switch size="small" checked={checked} onChange={(_, next) => change(next)} />}
      label={<Typography variant="body2">{label}</Typography>}
    />
  );
  return (
    <Accordion
      disableGutters
      variant="outlined"
      sx={{ bgcolor: 'transparent', '&::before': { display: 'none' } }}
    >
      <AccordionSummary expandIcon={<ExpandMore />}>
        <Typography variant="body2">{exporting.options}</Typography>
      </AccordionSummary>
      <AccordionDetails sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <TextField
          size="small"
          label={exporting.name}
          placeholder={exporting.usualName}
          value={request.pattern ?? ''}
          helperText={exporting.nameHint}
          onChange={({ target }) => onChange({ pattern: target.value === '' ? null : target.value })}
        />
        <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr 1fr', gap: 1 }}>
          <NumberField
            label={exporting.from}
            value={request.from ?? first}
            min={first}
            max={request.to ?? last}
            whole
            onChange={(from) => onChange({ from: from === first ? null : from })}
          />
          <NumberField
            label={exporting.to}
            value={request.to ?? last}
            min={request.from ?? first}
            max={last}
            whole
            onChange={(to) => onChange({ to: to === last ? null : to })}
          />
          <NumberField
            label={exporting.startNumber}
            value={request.startNumber}
            min={0}
            max={9_999_999}
            whole
            onChange={(startNumber) => onChange({ startNumber })}
          />
        </Box>
        {toggle(exporting.conform, request.timing === 'conform', (isConformed) =>
          onChange({ timing: isConformed ? 'conform' : 'frames' }),
        )}
        {toggle(exporting.sound, request.sound, (sound) => onChange({ sound }))}
      </AccordionDetails>
    </Accordion>
  );
}
