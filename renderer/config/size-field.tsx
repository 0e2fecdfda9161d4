import { TextField } from '@mui/material';
import { useState } from 'react';
import { parseSize, patchSides, type RunConfig } from '../../native/api/run-config.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { sentenceOf } from '../state/resource.ts';

type Size = RunConfig['size'];

const textOf = (size: Size) => (size === null ? '' : `${size.heightPx}×${size.widthPx}`);

function read(text: string, patchPx: number): { readonly size: Size } | { readonly sentence: string } {
  if (text.trim() === '') return { size: null };
  try {
    const size = parseSize(text);
    const whole = (sidePx: number) => Math.max(patchPx, Math.round(sidePx / patchPx) * patchPx);
    return { size: { heightPx: whole(size.heightPx), widthPx: whole(size.widthPx) } };
  } catch (error) {
    return { sentence: sentenceOf(error) };
  }
}

interface SizeFieldProps {
  readonly config: RunConfig;
  readonly onChange: (size: Size) => void;
}

/** The working size as HxW, rounded to whole patches of the encoder when it is left. */
export function SizeField({ config, onChange }: SizeFieldProps) {
  const texts = useMessages().config;
  const [draft, setDraft] = useState<string | null>(null);
  const draftRead = draft === null ? null : read(draft, patchSides[config.encoder]);
  const sentence = draftRead !== null && 'sentence' in draftRead ? draftRead.sentence : null;
  function leave(): void {
    if (draftRead !== null && 'size' in draftRead) onChange(draftRead.size);
    setDraft(null);
  }
  return (
    <TextField
      label={texts.size}
      value={draft ?? textOf(config.size)}
      placeholder={texts.sizeAuto}
      error={sentence !== null}
      helperText={sentence ?? texts.sizeHint}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={leave}
      fullWidth
    />
  );
}
