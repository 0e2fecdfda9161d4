import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import DnsOutlined from '@mui/icons-material/DnsOutlined';
import FolderOpen from '@mui/icons-material/FolderOpenOutlined';
import KeyboardReturn from '@mui/icons-material/KeyboardReturn';
import Replay from '@mui/icons-material/Replay';
import StopCircleOutlined from '@mui/icons-material/StopCircleOutlined';
import Tune from '@mui/icons-material/Tune';
import VisibilityOutlined from '@mui/icons-material/VisibilityOutlined';
import type { ReactNode } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useComputersFact } from '../state/app-context.ts';
import { rowParts } from './row-styles.tsx';
import type { JobActions } from './use-job-actions.ts';

interface RowActionsProps {
  readonly item: QueueItem;
  readonly actions: JobActions;
  /** Whether Tab reaches the buttons: only those of the row that has the focus. */
  readonly reachable: boolean;
}

interface RowActionProps {
  /** What it does, for the tooltip and for screen readers. */
  readonly label: string;
  readonly tabIndex: number;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function RowAction({ label, children, ...button }: RowActionProps) {
  return (
    <button type="button" className={rowParts.action} aria-label={label} data-tooltip={label} {...button}>
      {children}
    </button>
  );
}

/** The buttons of a row; which there are depends on the state of its job. */
export function RowActions({ item, actions, reachable }: RowActionsProps) {
  const { queue, computers } = useMessages();
  const { row } = queue;
  const tabIndex = reachable ? 0 : -1;
  const { state, elsewhere } = item;
  const isJoined = useComputersFact(({ link }) => link !== 'off') === true;
  const ended = state !== 'waiting' && state !== 'running';
  const reveal = actions.reveal;
  return (
    <div className={rowParts.actions}>
      {item.runId !== null && (
        <RowAction label={row.open} tabIndex={tabIndex} onClick={() => actions.open(item)}>
          <VisibilityOutlined fontSize="small" />
        </RowAction>
      )}
      {item.runId !== null && reveal !== null && (
        <RowAction label={row.reveal} tabIndex={tabIndex} onClick={() => reveal(item)}>
          <FolderOpen fontSize="small" />
        </RowAction>
      )}
      {isJoined && elsewhere === null && state !== 'running' && state !== 'done' && (
        <RowAction
          label={computers.row.handOver}
          tabIndex={tabIndex}
          onClick={() => actions.handOver([item.id])}
        >
          <DnsOutlined fontSize="small" />
        </RowAction>
      )}
      {elsewhere !== null && state !== 'done' && (
        <RowAction
          label={computers.row.takeBack}
          tabIndex={tabIndex}
          onClick={() => actions.takeBack([item.id])}
        >
          <KeyboardReturn fontSize="small" />
        </RowAction>
      )}
      {elsewhere === null && state === 'waiting' && (
        <RowAction label={row.configure} tabIndex={tabIndex} onClick={() => actions.configure(item)}>
          <Tune fontSize="small" />
        </RowAction>
      )}
      {ended && (
        <RowAction
          label={state === 'done' ? row.runAgain : row.retry}
          tabIndex={tabIndex}
          onClick={() => actions.retry([item.id])}
        >
          <Replay fontSize="small" />
        </RowAction>
      )}
      {state === 'running' ? (
        <RowAction label={row.cancel} tabIndex={tabIndex} onClick={() => actions.cancel(item)}>
          <StopCircleOutlined fontSize="small" />
        </RowAction>
      ) : (
        <RowAction label={row.remove} tabIndex={tabIndex} onClick={() => actions.remove([item.id])}>
          <DeleteOutlined fontSize="small" />
        </RowAction>
      )}
    </div>
  );
}
