import { Box, Button } from '@mui/material';
import { useMessages } from '../i18n/i18n.tsx';
import type { PreviewState } from './use-mask-preview.ts';

/** Writes the mask that is being tried out, or discards it. */
export function PreviewActions(props: {
  readonly state: PreviewState;
  readonly busy: boolean;
  readonly applyLabel: string;
  readonly onApply: () => void;
  readonly onDiscard: () => void;
}) {
  const { state, busy, applyLabel, onApply, onDiscard } = props;
  const { brush } = useMessages().viewer;
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      <Button
        variant="contained"
        sx={{ flex: 'auto' }}
        disabled={state.status !== 'ready' || busy}
        onClick={onApply}
      >
        {applyLabel}
      </Button>
      <Button
        color="inherit"
        variant="outlined"
        disabled={busy}
        sx={{ borderColor: 'divider' }}
        onClick={onDiscard}
      >
        {brush.discard}
      </Button>
    </Box>
  );
}
