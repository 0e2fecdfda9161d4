import { Box, Button } from '@mui/material';
import { useEffect, useState } from 'react';
import { DialogShell } from '../components/dialog-shell.tsx';
import { useMessages } from '../i18n/i18n.tsx';

/** The licences of what others made, as the package brings them; fetched when it is opened. */
export function ThirdPartyButton() {
  const { thirdParty } = useMessages().shell;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{thirdParty.button}</Button>
      {open && <ThirdPartyDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function ThirdPartyDialog({ onClose }: { readonly onClose: () => void }) {
  const { thirdParty } = useMessages().shell;
  const { common } = useMessages();
  const [text, setText] = useState(common.loading);
  useEffect(() => {
    const controller = new AbortController();
    fetch('third-party.txt', { signal: controller.signal })
      .then((response) => (response.ok ? response.text() : thirdParty.failed))
      .catch(() => thirdParty.failed)
      .then((found) => {
        if (!controller.signal.aborted) setText(found);
      })
      .catch(() => undefined);
    return () => controller.abort();
  }, [thirdParty]);
  return (
    <DialogShell
      title={thirdParty.title}
      width="md"
      heightPx={600}
      closeLabel={common.actions.close}
      onClose={onClose}
    >
      <Box
        component="pre"
        tabIndex={0}
        sx={{ m: 0, fontSize: 12, lineHeight: 1.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {text}
      </Box>
    </DialogShell>
  );
}
