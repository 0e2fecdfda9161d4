import { Box } from '@mui/material';

/** Confidence from which a frame is shown as sure, and below which as doubtful. */
const SURE = 0.7;
const DOUBTFUL = 0.5;

const colorOf = (confidence: number): string =>
  confidence >= SURE ? 'success.main' : confidence >= DOUBTFUL ? 'warning.main' : 'error.main';

/** The confidence along a clip: a bar for each part of it, higher and greener where the masks can be trusted. */
export function ConfidenceStrip({
  confidence,
  label,
}: {
  readonly confidence: readonly number[];
  readonly label: string;
}) {
  return (
    <Box
      role="img"
      aria-label={label}
      sx={{ display: 'flex', alignItems: 'flex-end', gap: '1px', height: 18 }}
    >
      {confidence.map((value, at) => (
        <Box
          key={at}
          sx={{
            flex: 1,
            height: `${Math.max(12, 100 * value)}%`,
            bgcolor: colorOf(value),
            borderRadius: '1px',
          }}
        />
      ))}
    </Box>
  );
}
