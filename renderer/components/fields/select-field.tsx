import { MenuItem, TextField } from '@mui/material';

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

/** One of a few named values. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  names,
  onChange,
}: SelectFieldProps<T>) {
  function choose(chosen: string): void {
    const option = options.find((one) => one === chosen);
    if (option !== undefined) onChange(option);
  }
  return (
    <TextField select fullWidth label={label} value={value} onChange={({ target }) => choose(target.value)}>
      {options.map((option) => (
        <MenuItem key={option} value={option}>
          {names[option]}
        </MenuItem>
      ))}
    </TextField>
  );
}
