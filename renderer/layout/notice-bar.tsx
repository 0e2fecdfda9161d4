import { Alert, Button, Snackbar } from '@mui/material';
import { useApp, useNotices } from '../state/app-context.ts';
import type { Notice } from '../state/notices.ts';

const showMs = { info: 5000, success: 5000, warning: 10_000, error: 15_000 } as const;

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

/** Shows what waits to be read, one notice at a time; the time stops under the pointer and with the window's focus. */
export function NoticeBar() {
  const { notices } = useApp();
  const notice = useNotices()[0];
  if (notice === undefined) return null;
  const dismiss = () => notices.dismiss(notice.id);
  return (
    <Snackbar
      key={notice.id}
      open
      autoHideDuration={showMs[notice.level]}
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
        action={noticeAction(notice, dismiss)}
        sx={{ maxWidth: 560, bgcolor: 'background.paper', color: 'text.primary', boxShadow: 6 }}
      >
        {notice.sentence}
      </Alert>
    </Snackbar>
  );
}
