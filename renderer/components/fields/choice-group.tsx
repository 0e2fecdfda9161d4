import { Box, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useId } from 'react';

interface ChoiceGroupProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly names: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

/** One of two or three values, all of them to be seen. */
export function ChoiceGroup<T extends string>({ label, value, names, onChange }: ChoiceGroupProps<T>) {
  const id = useId();
  return (
    <Box
      sx={{
        display: 'flex',
        // German words are long: rather two lines than a button cut off.
        flexWrap: 'wrap',
        alignItems: 'center',
        justifyContent: 'space-between',
        columnGap: 2,
        rowGap: 0.5,
      }}
    >
      <Box id={id} sx={{ typography: 'body2' }}>
        {label}
      </Box>
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-labelledby={id}
        value={value}
        onChange={(_, chosen: T | null) => {
          if (chosen !== null) onChange(chosen);
        }}
      >
        {(Object.keys(names) as T[]).map((one) => (
          <ToggleButton key={one} value={one} sx={{ px: 2, py: 0.5, textTransform: 'none' }}>
            {names[one]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </Box>
  );
}
