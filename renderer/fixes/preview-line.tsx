import { Box, CircularProgress } from '@mui/material';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { previewOutline } from './outlined-mask.ts';
import type { PreviewState } from './use-mask-preview.ts';

/** What is known of the mask that is being tried out; spoken when it changes. */
export function PreviewLine({ state }: { readonly state: PreviewState }) {
  const { fix } = useMessages().viewer;
  const formats = useFormats();
  const texts = {
    none: () => fix.noPreview,
    working: () => fix.working,
    ready: (area: number) => fix.ready(formats.percent(area, 1)),
  };
  const text =
    state.status === 'failed'
      ? state.sentence
      : state.status === 'ready'
        ? texts.ready(state.found.area)
        : texts[state.status]();
  return (
    <Box
      role="status"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        minHeight: 20,
        typography: 'caption',
        color: state.status === 'failed' ? 'error.main' : 'text.secondary',
      }}
    >
      {state.status === 'working' && <CircularProgress size={12} aria-hidden />}
      {state.status === 'ready' && (
        <Box
          aria-hidden
          sx={{ width: 12, height: 12, borderRadius: 0.25, border: `2px solid ${previewOutline}` }}
        />
      )}
      {text}
    </Box>
  );
}
