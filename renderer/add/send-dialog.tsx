import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  LinearProgress,
  Typography,
} from '@mui/material';
import { useEffect, useEffectEvent, useState } from 'react';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';

interface SendDialogProps {
  readonly files: readonly File[];
  readonly onSent: (paths: readonly string[]) => void;
  readonly onClose: () => void;
}

/** Sends files into the library, one after the other; one that fails does not stop the others. */
export function SendDialog({ files, onSent, onClose }: SendDialogProps) {
  const { common, add } = useMessages();
  const { upload, notices } = useApp();
  const { bytes } = useFormats();
  const [sent, setSent] = useState({ index: 0, doneBytes: 0 });
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);

  const sendAll = useEffectEvent(async (signal: AbortSignal) => {
    const paths: string[] = [];
    let beforeBytes = 0;
    for (const [index, file] of files.entries()) {
      const onProgress = (doneBytes: number) => setSent({ index, doneBytes: beforeBytes + doneBytes });
      try {
        if (upload !== null) paths.push((await upload(file, { signal, onProgress })).path);
      } catch (error) {
        if (signal.aborted) return;
        notices.add({ level: 'error', sentence: add.sending.failed(file.name, sentenceOf(error)) });
      }
      beforeBytes += file.size;
    }
    if (!signal.aborted) onSent(paths);
  });
  useEffect(() => {
    const controller = new AbortController();
    void sendAll(controller.signal);
    return () => controller.abort();
  }, [files]);

  return (
    <Dialog open fullWidth maxWidth="sm">
      <DialogTitle>{add.sending.title}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" component="div" sx={{ mb: 1, display: 'flex' }}>
          <MiddleEllipsis text={files[sent.index]?.name ?? ''} />
        </Typography>
        <LinearProgress
          variant="determinate"
          aria-label={add.sending.title}
          value={totalBytes === 0 ? 0 : (100 * sent.doneBytes) / totalBytes}
        />
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {add.sending.of(bytes(sent.doneBytes), bytes(totalBytes))}
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{common.actions.cancel}</Button>
      </DialogActions>
    </Dialog>
  );
}
