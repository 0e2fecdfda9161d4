import { Box, LinearProgress, Typography } from '@mui/material';
import { useEffect, useEffectEvent, useState } from 'react';
import { DialogShell } from '../components/dialog-shell.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';
import type { Skipped } from './skipped-line.tsx';
import { clipBytes, clipName, type LocalClip } from './dropped-clips.ts';

interface SendDialogProps {
  readonly clips: readonly LocalClip[];
  /** Hears where the clips lie now, and which could not be sent. */
  readonly onSent: (paths: readonly string[], failed: readonly Skipped[]) => void;
  readonly onClose: () => void;
}

/**
 * Sends clips into the library, one after the other; one that fails does not stop the others. Of a cancelled upload nothing is
 * left there.
 */
export function SendDialog({ clips, onSent, onClose }: SendDialogProps) {
  const { add } = useMessages();
  const { upload, attempt } = useApp();
  const { bytes } = useFormats();
  const [sent, setSent] = useState({ index: 0, doneBytes: 0 });
  const totalBytes = clips.reduce((sum, clip) => sum + clipBytes(clip), 0);

  const sendAll = useEffectEvent(async (signal: AbortSignal) => {
    if (upload === null) return;
    const paths: string[] = [];
    const failed: Skipped[] = [];
    let beforeBytes = 0;
    for (const [index, clip] of clips.entries()) {
      const onProgress = (doneBytes: number) =>
        setSent({ index, doneBytes: Math.min(totalBytes, beforeBytes + doneBytes) });
      const options = { signal, onProgress };
      try {
        const { path } =
          clip.kind === 'file'
            ? await upload.file(clip.file, options)
            : await upload.folder(clip.name, clip.frames, options);
        paths.push(path);
      } catch (error) {
        if (signal.aborted) break;
        failed.push({ name: clipName(clip), reason: add.sending.failed(sentenceOf(error)) });
      }
      beforeBytes += clipBytes(clip);
    }
    if (signal.aborted) await attempt(Promise.all(paths.map((path) => upload.discard(path))));
    else onSent(paths, failed);
  });
  useEffect(() => {
    const controller = new AbortController();
    void sendAll(controller.signal);
    return () => controller.abort();
  }, [clips]);

  const current = clips[sent.index];
  return (
    <DialogShell title={add.sending.title} width="sm" dismissable={false} onClose={onClose}>
      <Box sx={{ typography: 'body2', display: 'flex' }}>
        <MiddleEllipsis text={current === undefined ? '' : clipName(current)} />
      </Box>
      <LinearProgress
        variant="determinate"
        aria-label={add.sending.title}
        value={totalBytes === 0 ? 0 : (100 * sent.doneBytes) / totalBytes}
      />
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {add.sending.of(bytes(sent.doneBytes), bytes(totalBytes))}
      </Typography>
    </DialogShell>
  );
}
