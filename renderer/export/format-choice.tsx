import { Box, Checkbox, Collapse, FormControlLabel, Typography } from '@mui/material';
import type { Result } from '../../native/api/contract.ts';
import { type ExportRequest, sidecarKinds } from '../../native/api/exports.ts';
import { useMessages } from '../i18n/i18n.tsx';

interface FormatChoiceProps {
  readonly formats: Result<'export.formats'>['formats'];
  readonly request: ExportRequest;
  readonly isOpen: boolean;
  readonly onChange: (changes: Pick<ExportRequest, 'formats'> | Pick<ExportRequest, 'sidecars'>) => void;
}

/** A list with one of its entries added or taken out. */
const toggled = <T,>(list: readonly T[], entry: T): T[] =>
  list.includes(entry) ? list.filter((one) => one !== entry) : [...list, entry];

/** All formats and timelines, any number of which is written in one pass. */
export function FormatChoice({ formats, request, isOpen, onChange }: FormatChoiceProps) {
  const { exporting } = useMessages();
  return (
    <Collapse in={isOpen} unmountOnExit>
      <Box
        sx={{
          maxHeight: 260,
          overflowY: 'auto',
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
          px: 1.5,
        }}
      >
        {formats.map(({ id, title, description }) => (
          <FormControlLabel
            key={id}
            sx={{ display: 'flex', alignItems: 'flex-start', py: 0.5 }}
            control={
              <Checkbox
                size="small"
                checked={request.formats.includes(id)}
                onChange={() => onChange({ formats: toggled(request.formats, id) })}
              />
            }
            label={
              <Box sx={{ pt: 0.75 }}>
                <Typography variant="body2">{title}</Typography>
                <Typography variant="caption" sx={{ color: 'text.secondary' }}>
                  {description}
                </Typography>
              </Box>
            }
          />
        ))}
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, mt: 0.5 }}>
        <Typography variant="body2">{exporting.sidecars}</Typography>
        {sidecarKinds.map((kind) => (
          <FormControlLabel
            key={kind}
            control={
              <Checkbox
                size="small"
                checked={request.sidecars.includes(kind)}
                onChange={() => onChange({ sidecars: toggled(request.sidecars, kind) })}
              />
            }
            label={<Typography variant="body2">{exporting.sidecarNames[kind]}</Typography>}
          />
        ))}
      </Box>
    </Collapse>
  );
}
