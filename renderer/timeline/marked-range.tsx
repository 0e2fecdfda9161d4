import { Box } from '@mui/material';
import { useStore } from '../state/state-store.ts';
import { useViewer } from '../viewer/viewer-context.ts';

const percent = (share: number): string => `${100 * share}%`;

/** The frames between the in and the out point: a bar over them, and what lies outside is dimmed. Nothing without points. */
export function MarkedRange() {
  const { run, session } = useViewer();
  const { first, last } = useStore(session.player.state).range;
  const count = run.timesSec.length;
  if (first === 0 && last === count - 1) return null;
  const outside = {
    position: 'absolute',
    top: 0,
    bottom: 0,
    bgcolor: 'background.paper',
    opacity: 0.6,
  } as const;
  return (
    <Box
      aria-hidden
      data-testid="marked-range"
      sx={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
    >
      <Box style={{ left: 0, width: percent(first / count) }} sx={outside} />
      <Box style={{ left: percent((last + 1) / count), right: 0 }} sx={outside} />
      <Box
        style={{ left: percent(first / count), width: percent((last - first + 1) / count) }}
        sx={{
          position: 'absolute',
          top: 0,
          height: 8,
          border: '2px solid',
          borderColor: 'primary.main',
          borderBottom: 0,
        }}
      />
    </Box>
  );
}
