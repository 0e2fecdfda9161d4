import { Alert } from '@mui/material';
import { useState } from 'react';
import { skipReasons, type SkippedFile } from '../../native/api/skipped-files.ts';
import { useMessages } from '../i18n/i18n.tsx';
import type { Messages } from '../i18n/english.ts';

/** A file that is not taken, by its name: with one of the known reasons, or a worded one. */
export type Skipped = SkippedFile | { readonly name: string; readonly reason: string };

/** How many files are named before the rest is only counted. */
const namedFiles = 4;

/** The sentence that names files that are not taken, each with its reason; beyond `named` of them they are counted. */
export function skippedSentence(
  { skipped: texts }: Messages['add'],
  skipped: readonly Skipped[],
  named = namedFiles,
): string {
  const reasonOf = (reason: string) => {
    const known = skipReasons.find((each) => each === reason);
    return known === undefined ? reason : texts.reasons[known];
  };
  const parts = skipped.slice(0, named).map(({ name, reason }) => `${name} (${reasonOf(reason)})`);
  if (skipped.length > named) parts.push(texts.more(skipped.length - named));
  return texts.files(skipped.length, parts.join(', '));
}

/** What was brought along and is not taken, until it is closed; all of it for the pointer. Nothing where there is none. */
export function SkippedLine({ skipped }: { readonly skipped: readonly Skipped[] }) {
  const { add, common } = useMessages();
  const [closed, setClosed] = useState(false);
  if (closed || skipped.length === 0) return null;
  return (
    <Alert
      severity="info"
      variant="outlined"
      role="status"
      title={skippedSentence(add, skipped, skipped.length)}
      closeText={common.actions.close}
      onClose={() => setClosed(true)}
      sx={{ py: 0, alignItems: 'center' }}
    >
      {skippedSentence(add, skipped)}
    </Alert>
  );
}
