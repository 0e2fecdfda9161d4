import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import FolderOpen from '@mui/icons-material/FolderOpenOutlined';
import Replay from '@mui/icons-material/Replay';
import StopCircleOutlined from '@mui/icons-material/StopCircleOutlined';
import Tune from '@mui/icons-material/Tune';
import VisibilityOutlined from '@mui/icons-material/VisibilityOutlined';
import { Box } from '@mui/material';
import type { QueueItem } from '../../native/api/queue.ts';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import type { JobActions } from './use-job-actions.ts';

interface RowActionsProps {
  readonly item: QueueItem;
  readonly actions: JobActions;
  /** Whether Tab reaches the buttons: only those of the row that has the focus. */
  readonly reachable: boolean;
}

/** The buttons of a row; which there are depends on the state of its job. */
export function RowActions({ item, actions, reachable }: RowActionsProps) {
  const { row } = useMessages().queue;
  const tabIndex = reachable ? 0 : -1;
  const { state } = item;
  const ended = state !== 'waiting' && state !== 'running';
  const reveal = actions.reveal;
  return (
    <Box sx={{ display: 'flex', justifyContent: 'flex-end', width: 136 }}>
      {item.runId !== null && (
        <IconAction label={row.open} tabIndex={tabIndex} onClick={() => actions.open(item)}>
          <VisibilityOutlined fontSize="small" />
        </IconAction>
      )}
      {item.runId !== null && reveal !== null && (
        <IconAction label={row.reveal} tabIndex={tabIndex} onClick={() => reveal(item)}>
          <FolderOpen fontSize="small" />
        </IconAction>
      )}
      {state === 'waiting' && (
        <IconAction label={row.configure} tabIndex={tabIndex} onClick={() => actions.configure(item)}>
          <Tune fontSize="small" />
        </IconAction>
      )}
      {ended && (
        <IconAction
          label={state === 'done' ? row.runAgain : row.retry}
          tabIndex={tabIndex}
          onClick={() => actions.retry([item.id])}
        >
          <Replay fontSize="small" />
        </IconAction>
      )}
      {state === 'running' ? (
        <IconAction label={row.cancel} tabIndex={tabIndex} onClick={() => actions.cancel(item)}>
          <StopCircleOutlined fontSize="small" />
        </IconAction>
      ) : (
        <IconAction label={row.remove} tabIndex={tabIndex} onClick={() => actions.remove([item.id])}>
          <DeleteOutlined fontSize="small" />
        </IconAction>
      )}
    </Box>
  );
}
