import { Alert, CircularProgress } from '@mui/material';
import { useEffect, useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';
import { WatchBanner } from './watch-banner.tsx';

/** An engine that starts in less time needs no word. */
const quietMs = 1_500;

function Waiting({ text }: { readonly text: string }) {
  return (
    <Alert severity="warning" role="status" icon={<CircularProgress color="inherit" size={18} />}>
      {text}
    </Alert>
  );
}

/** Says that the engine is not there yet, after a moment. */
function Connecting() {
  const { connecting } = useMessages().common.link;
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return due ? <Waiting text={connecting} /> : null;
}

/** Says that the connection is lost, that the engine had to be started again, or that it only watches another one. */
export function LinkBanner() {
  const { link, restart, info } = useApp();
  const { common, shell } = useMessages();
  const state = useStore(link);
  const reason = useStore(restart);
  const watches = valueOf(useStore(info))?.watches === true;
  if (state === 'connecting') return <Connecting />;
  if (state === 'lost') return <Waiting text={common.link.lost} />;
  if (state === 'closed') return <Alert severity="warning">{shell.signIn}</Alert>;
  if (reason === null) return watches ? <WatchBanner /> : null;
  return (
    <Alert severity="info" closeText={common.actions.close} onClose={() => restart.set(null)}>
      {common.link.restarted(reason)}
    </Alert>
  );
}
