import { Box, Button, FormControlLabel, Switch, TextField } from '@mui/material';
import { useState } from 'react';
import type { Settings } from '../../native/api/machine.ts';
import { Section } from '../components/section.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

function OutputFolder({ settings }: { readonly settings: Settings }) {
  const { settings: texts, shell } = useMessages();
  const { results } = texts;
  const { host, attempt, changeSettings } = useApp();
  const [draft, setDraft] = useState<string | null>(null);
  function keep(outputDir: string | null): void {
    setDraft(null);
    if (outputDir !== null && outputDir.trim() !== '' && outputDir !== settings.outputDir)
      void changeSettings({ outputDir: outputDir.trim() });
  }
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1 }}>
      <TextField
        fullWidth
        label={results.outputDir}
        helperText={results.outputHint}
        slotProps={{ formHelperText: { sx: { mx: 0 } } }}
        value={draft ?? settings.outputDir}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={() => keep(draft)}
        onKeyDown={({ key }) => {
          if (key === 'Enter') keep(draft);
        }}
      />
      {host !== null && (
        <>
          <Button variant="outlined" onClick={() => void attempt(host.chooseFolder().then(keep))}>
            {results.choose}
          </Button>
          <Button onClick={() => void attempt(host.revealPath(settings.outputDir))}>
            {shell.reveal[host.platform]}
          </Button>
        </>
      )}
    </Box>
  );
}

/** Where results go, and whether their end is told. */
export function ResultsSection({ settings }: { readonly settings: Settings }) {
  const { results } = useMessages().settings;
  const { host, changeSettings } = useApp();
  function notify(notifyAtEnd: boolean): void {
    // A browser asks the person once, and only in answer to a click.
    if (notifyAtEnd && host === null && 'Notification' in window) void Notification.requestPermission();
    void changeSettings({ notifyAtEnd });
  }
  return (
    <Section title={results.title}>
      <OutputFolder settings={settings} />
      <FormControlLabel
        control={<Switch checked={settings.notifyAtEnd} onChange={(_, checked) => notify(checked)} />}
        label={results.notify}
        slotProps={{ typography: { variant: 'body2' } }}
        sx={{ ml: -0.5, gap: 1 }}
      />
    </Section>
  );
}
