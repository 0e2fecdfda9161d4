import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import { Section } from '../components/section.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ShortcutSheet } from '../shortcuts/shortcut-sheet.tsx';
import { useApp } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';
import { ThirdPartyButton } from './third-party-dialog.tsx';

/** Which version this is, and the way to the shortcuts and the logs. */
export function AboutSection() {
  const { settings, common } = useMessages();
  const { about } = settings;
  const { info, host, attempt } = useApp();
  const known = valueOf(useStore(info));
  const [sheetOpen, setSheetOpen] = useState(false);
  return (
    <Section title={about.title}>
      <Typography variant="body2">
        {common.appName}
        {known !== null && (
          <Box component="span" sx={{ color: 'text.secondary', ml: 1 }}>
            {about.version(known.version, known.platform)}
          </Box>
        )}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button variant="outlined" onClick={() => setSheetOpen(true)}>
          {about.shortcuts}
        </Button>
        {host !== null && (
          <Button variant="outlined" onClick={() => void attempt(host.showLogs())}>
            {about.logs}
          </Button>
        )}
        <ThirdPartyButton />
      </Box>
      <ShortcutSheet open={sheetOpen} onClose={() => setSheetOpen(false)} />
    </Section>
  );
}
