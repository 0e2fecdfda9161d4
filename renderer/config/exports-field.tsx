import { Checkbox, MenuItem, TextField } from '@mui/material';
import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import type { RunConfig } from '../../native/api/run-config.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

type Formats = Result<'export.formats'>['formats'];

interface ExportsFieldProps {
  readonly value: RunConfig['exports'];
  readonly onChange: (value: RunConfig['exports']) => void;
}

/** The files that are written as soon as a clip is done, besides its masks. */
export function ExportsField({ value, onChange }: ExportsFieldProps) {
  const texts = useMessages().config;
  const { engine, attempt } = useApp();
  const [formats, setFormats] = useState<Formats>([]);
  useEffect(() => {
    void attempt(engine.call('export.formats', {}).then((result) => setFormats(result.formats)));
  }, [engine, attempt]);
  const titleOf = (id: string) => formats.find((format) => format.id === id)?.title ?? id;
  const chosen = (ids: unknown): RunConfig['exports'] =>
    formats.map(({ id }) => id).filter((id) => Array.isArray(ids) && ids.includes(id));
  return (
    <TextField
      select
      fullWidth
      label={texts.exportWhenDone}
      value={value}
      onChange={({ target }) => onChange(chosen(target.value))}
      slotProps={{
        inputLabel: { shrink: true },
        select: {
          multiple: true,
          displayEmpty: true,
          renderValue: () => (value.length === 0 ? texts.masksOnly : value.map(titleOf).join(', ')),
          MenuProps: { slotProps: { paper: { sx: { maxHeight: 360 } } } },
        },
      }}
    >
      {formats.map(({ id, title }) => (
        <MenuItem key={id} value={id} dense>
          <Checkbox size="small" checked={value.includes(id)} sx={{ py: 0, pl: 0 }} tabIndex={-1} />
          {title}
        </MenuItem>
      ))}
    </TextField>
  );
}
