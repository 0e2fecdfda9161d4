import { Box } from '@mui/material';

/** What a person has to do to see something here. */
export function Hint({ text }: { readonly text: string }) {
  return (
    <Box
      sx={{
        flex: 1,
        display: 'grid',
        placeItems: 'center',
        p: 3,
        typography: 'body2',
        color: 'text.secondary',
      }}
    >
      {text}
    </Box>
  );
}
