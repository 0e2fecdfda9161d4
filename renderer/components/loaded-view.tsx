import ErrorOutline from '@mui/icons-material/ErrorOutlined';
import { Box, Button, CircularProgress } from '@mui/material';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import type { Loaded } from '../state/resource.ts';
import { EmptyState } from './empty-state.tsx';

interface LoadedViewProps<T> {
  readonly loaded: Loaded<T>;
  readonly onRetry: () => void;
  readonly children: (value: T) => ReactNode;
}

/** Shows something of the engine, or that it is on its way, or why it is not to be had. */
export function LoadedView<T>({ loaded, onRetry, children }: LoadedViewProps<T>) {
  const { common } = useMessages();
  if (loaded.status === 'ready') return children(loaded.value);
  if (loaded.status === 'loading') return <Busy label={common.loading} />;
  return (
    <EmptyState icon={<ErrorOutline />} title={common.failed} text={loaded.sentence}>
      <Button variant="outlined" onClick={onRetry}>
        {common.actions.retry}
      </Button>
    </EmptyState>
  );
}

/** A quiet sign that something is on its way. */
export function Busy({ label }: { readonly label: string }) {
  return (
    <Box sx={{ flex: 1, display: 'grid', placeContent: 'center', p: 4 }}>
      <CircularProgress size={24} aria-label={label} />
    </Box>
  );
}
