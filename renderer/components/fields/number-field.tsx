import { TextField } from '@mui/material';
import { useState } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';

interface NumberFieldProps {
  readonly label: string;
  /** More of what it means, for the pointer. */
  readonly description?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly whole?: boolean;
  /** Hears valid values only. */
  readonly onChange: (value: number) => void;
}

/** A number that is typed; out of its range it says so and is not passed on. */
export function NumberField({
  label,
  description,
  value,
  min,
  max,
  step = 1,
  whole = false,
  onChange,
}: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const { config } = useMessages();
  const isValid = (text: string) => {
    const number = Number(text);
    return text.trim() !== '' && number >= min && number <= max && (!whole || Number.isInteger(number));
  };
  const wrong = draft !== null && !isValid(draft);
  function change(text: string): void {
    setDraft(text);
    if (isValid(text)) onChange(Number(text));
  }
  return (
    <TextField
      label={label}
      title={description}
      type="number"
      value={draft ?? value}
      error={wrong}
      helperText={wrong ? config.outOfRange(min, max) : undefined}
      slotProps={{ htmlInput: { min, max, step } }}
      onChange={({ target }) => change(target.value)}
      onBlur={() => setDraft(null)}
      fullWidth
    />
  );
}
