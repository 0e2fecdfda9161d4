import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { useEffect, useId, useState } from 'react';
import type { CloseAnswer } from '../../native/api/host.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** Asks what becomes of the running clip when the desktop app's window is closed; Escape leaves everything as it is. */
export function CloseDialog() {
  const { host, attempt } = useApp();
  const { common, shell } = useMessages();
  const [titleId, textId] = [useId(), useId()];
  /** How often it was asked since the last answer; each time is told as shown. */
  const [asked, setAsked] = useState(0);
  useEffect(() => host?.onCloseQuestion(() => setAsked((times) => times + 1)), [host]);
  useEffect(() => {
    if (host === null || asked === 0) return;
    void attempt(
      host.closeQuestionShown().then((stands) => {
        if (!stands) setAsked(0);
      }),
    );
  }, [host, attempt, asked]);
  if (host === null || asked === 0) return null;
  const answer = (choice: CloseAnswer) => () => {
    setAsked(0);
    void attempt(host.answerCloseQuestion(choice));
  };
  return (
    <Dialog
      open
      maxWidth="sm"
      role="alertdialog"
      aria-labelledby={titleId}
      aria-describedby={textId}
      onClose={answer('cancel')}
    >
      <DialogTitle id={titleId}>{shell.closing.title}</DialogTitle>
      <DialogContent>
        <DialogContentText id={textId} variant="body2">
          {shell.closing.text}
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={answer('cancel')}>{common.actions.cancel}</Button>
        <Button color="error" onClick={answer('stopAndQuit')}>
          {shell.closing.stopAndQuit}
        </Button>
        <Button variant="contained" autoFocus onClick={answer('keepWorking')}>
          {shell.closing.keepWorking}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
