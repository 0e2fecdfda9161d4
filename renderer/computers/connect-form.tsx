import { Alert, Box, Button, TextField } from '@mui/material';
import { useState, type SubmitEvent } from 'react';
import type { ComputersQueue, ComputersState, SharedFolder } from '../../native/api/computers.ts';
import { ExpertSection } from '../components/expert-section.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp, useSettings } from '../state/app-context.ts';
import { sentenceOf, valueOf } from '../state/resource.ts';
import { SharedFolders } from './shared-folders.tsx';

interface ConnectFormProps {
  readonly state: ComputersState;
  readonly onConnected: () => void;
  /** Null where there is nothing to go back to. */
  readonly onCancel: (() => void) | null;
}

/** The output folder is the first guess: results go there. */
const firstFolders = (queue: ComputersQueue | null, outputDir: string): readonly SharedFolder[] =>
  queue?.folders ?? [{ shared: outputDir, local: outputDir }];

const isFilled = ({ shared, local }: SharedFolder) => shared.trim() !== '' && local.trim() !== '';

/** Asks where the queue is and which folders all computers see; what is wrong is told below. */
export function ConnectForm({ state, onConnected, onCancel }: ConnectFormProps) {
  const { form, links } = useMessages().computers;
  const { engine, computers } = useApp();
  const { queue, hasPassword } = state;
  const outputDir = valueOf(useSettings())?.outputDir ?? '';
  const [url, setUrl] = useState(queue?.url ?? '');
  const [password, setPassword] = useState('');
  const [caFile, setCaFile] = useState(queue?.caFile ?? '');
  const [folders, setFolders] = useState(firstFolders(queue, outputDir));
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const complete = url.trim() !== '' && folders.some(isFilled);

  async function connect(): Promise<void> {
    setBusy(true);
    setFailure(null);
    const asked = {
      url: url.trim(),
      caFile: caFile.trim() === '' ? null : caFile.trim(),
      folders: folders
        .filter(isFilled)
        .map(({ shared, local }) => ({ shared: shared.trim(), local: local.trim() })),
    };
    try {
      const value = await engine.call('computers.connect', {
        queue: asked,
        password: password === '' ? null : password,
      });
      computers.set({ status: 'ready', value });
      onConnected();
    } catch (error) {
      setFailure(sentenceOf(error));
      setBusy(false);
    }
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (complete && !busy) void connect();
  }

  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <TextField
        fullWidth
        label={form.address}
        placeholder="redis://"
        helperText={form.addressHint}
        slotProps={{ formHelperText: { sx: { mx: 0 } }, htmlInput: { spellCheck: false } }}
        value={url}
        onChange={({ target }) => setUrl(target.value)}
      />
      <TextField
        fullWidth
        type="password"
        autoComplete="off"
        label={form.password}
        helperText={hasPassword ? form.passwordKept : undefined}
        slotProps={{ formHelperText: { sx: { mx: 0 } } }}
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      <SharedFolders folders={folders} onChange={setFolders} />
      <ExpertSection openFirst={caFile !== ''}>
        <TextField
          fullWidth
          label={form.certificate}
          helperText={form.certificateHint}
          slotProps={{ formHelperText: { sx: { mx: 0 } } }}
          sx={{ mt: 1 }}
          value={caFile}
          onChange={({ target }) => setCaFile(target.value)}
        />
      </ExpertSection>
      {failure !== null && <Alert severity="error">{failure}</Alert>}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button type="submit" variant="contained" disabled={!complete || busy}>
          {busy ? links.connecting : form.connect}
        </Button>
        {onCancel !== null && <Button onClick={onCancel}>{form.cancel}</Button>}
      </Box>
    </Box>
  );
}
