import { Alert } from '@mui/material';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { useStore } from '../state/store.ts';

/** Says that the engine is away, or that it had to be started again. */
export function LinkBanner() {
  const { link, restart } = useApp();
  const texts = useMessages().common.link;
  const state = useStore(link);
  const reason = useStore(restart);
  if (state === 'lost' || state === 'closed') return <Alert severity="warning">{texts[state]}</Alert>;
  if (reason === null) return null;
  return (
    <Alert severity="info" onClose={() => restart.set(null)}>
      {texts.restarted(reason)}
    </Alert>
  );
}
