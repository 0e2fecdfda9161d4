import { Box, TextField } from '@mui/material';
import { useState } from 'react';
import { clipPlace, type PartChoice } from '../../native/api/run-config.ts';
import { useMessages } from '../i18n/i18n.tsx';

type Place = PartChoice['from'];

/** The place that a text names: a frame or a timecode; undefined where it is empty, null where it is neither. */
function jobPlace(text: string): Place | null {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return clipPlace.safeParse(/^\d+$/.test(trimmed) ? Number(trimmed) : trimmed).data ?? null;
}

interface PlaceFieldProps {
  readonly label: string;
  readonly value: Place;
  readonly placeholder: string;
  readonly onChange: (value: Place) => void;
}

/** A frame or a timecode that is typed; passed on when the field is left, or by Enter. */
function PlaceField({ label, value, placeholder, onChange }: PlaceFieldProps) {
  const { part } = useMessages().config;
  const [draft, setDraft] = useState<string | null>(null);
  const isWrong = draft !== null && jobPlace(draft) === null;
  function leave(): void {
    const place = draft === null ? null : jobPlace(draft);
    if (place === null) return;
    setDraft(null);
    if (place !== value) onChange(place);
  }
  return (
    <TextField
      size="small"
      fullWidth
      label={label}
      value={draft ?? String(value ?? '')}
      placeholder={placeholder}
      error={isWrong}
      helperText={isWrong ? part.wrong : undefined}
      slotProps={{ inputLabel: { shrink: true } }}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={leave}
      onKeyDown={({ key }) => key === 'Enter' && leave()}
    />
  );
}

interface PartFieldsProps {
  readonly part: PartChoice;
  /** The clip's last frame, where it is known. */
  readonly last?: number;
  readonly onChange: (part: PartChoice) => void;
}

/** Which frames of a clip are run: its in and its out point. */
export function PartFields({ part: { from, to }, last, onChange }: PartFieldsProps) {
  const { part } = useMessages().config;
  return (
    <Box role="group" aria-label={part.title}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
        <PlaceField
          label={part.from}
          value={from}
          placeholder="0"
          onChange={(next) => onChange({ from: next, to })}
        />
        <PlaceField
          label={part.to}
          value={to}
          placeholder={last === undefined ? '' : String(last)}
          onChange={(next) => onChange({ from, to: next })}
        />
      </Box>
      <Box sx={{ typography: 'caption', color: 'text.secondary', mt: 0.5 }}>{part.hint}</Box>
    </Box>
  );
}
