import { Alert, Button, Snackbar } from '@mui/material';
import type { DragEvent } from 'react';
import type { FodvidHost } from '../../native/api/host.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp, useNotices } from '../state/app-context.ts';
import type { Notice } from '../state/notices.ts';

const showMs = { info: 5000, success: 5000, warning: 10_000, error: 15_000 } as const;
/** Files that are to be dragged out of the window need a window to be dragged to first. */
const showFilesMs = 20_000;

function noticeAction(notice: Notice, dismiss: () => void) {
  const { action } = notice;
  if (action === undefined) return undefined;
  const run = () => {
    dismiss();
    action.run();
  };
  return (
    <Button color="inherit" onClick={run}>
      {action.label}
    </Button>
  );
}

/** What makes a notice stand for its files. */
function dragOf({ dragPaths = [] }: Notice, host: FodvidHost | null, title: string) {
  if (host === null || dragPaths.length === 0) return {};
  return {
    draggable: true,
    title,
    onDragStart(event: DragEvent) {
      // The system drags the files in place of the page's element.
      event.preventDefault();
      host.startDrag(dragPaths);
    },
  };
}

/** Shows what waits to be read, one notice at a time; the time stops under the pointer and with the window's focus. */
export function NoticeBar() {
  const { notices, host } = useApp();
  const { common, shell } = useMessages();
  const notice = useNotices()[0];
  if (notice === undefined) return null;
  const dismiss = () => notices.dismiss(notice.id);
  return (
    <Snackbar
      key={notice.id}
      open
      autoHideDuration={notice.dragPaths === undefined ? showMs[notice.level] : showFilesMs}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
      onClose={(_, reason) => {
        if (reason !== 'clickaway') dismiss();
      }}
    >
      <Alert
        severity={notice.level}
        variant="outlined"
        role={notice.level === 'error' ? 'alert' : 'status'}
        onClose={dismiss}
        closeText={common.actions.close}
        action={noticeAction(notice, dismiss)}
        {...dragOf(notice, host, shell.dragHint)}
        sx={{ maxWidth: 560, bgcolor: 'background.paper', color: 'text.primary', boxShadow: 6 }}
      >
        {notice.sentence}
      </Alert>
    </Snackbar>
  );
}
