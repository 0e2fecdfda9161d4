import { Box, MenuItem, Select } from '@mui/material';
import type { Layer } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useViewer } from './viewer-context.ts';

interface LayerSelectProps {
  readonly label: string;
  /** `A` or `B`, as on the stage; empty where a single layer is shown. */
  readonly mark: string;
  readonly value: Layer;
  readonly onChange: (layer: Layer) => void;
}

/** Chooses one of the run's layers. */
export function LayerSelect({ label, mark, value, onChange }: LayerSelectProps) {
  const { layers } = useMessages().viewer;
  const { run } = useViewer();
  return (
    <Select
      value={value}
      onChange={(event) => onChange(event.target.value)}
      inputProps={{ 'aria-label': label }}
      renderValue={(layer) => (
        <Box component="span" sx={{ display: 'flex', gap: 1, overflow: 'hidden' }}>
          {mark !== '' && (
            <Box component="span" aria-hidden sx={{ fontWeight: 650, color: 'text.secondary' }}>
              {mark}
            </Box>
          )}
          <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
            {layers[layer]}
          </Box>
        </Box>
      )}
      sx={{ flex: '0 1 172px', minWidth: 64, height: 32, fontSize: '0.8125rem', bgcolor: 'background.paper' }}
      MenuProps={{ slotProps: { list: { dense: true } } }}
    >
      {run.layers.map((layer) => (
        <MenuItem key={layer} value={layer}>
          {layers[layer]}
        </MenuItem>
      ))}
    </Select>
  );
}
