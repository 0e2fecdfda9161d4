import CancelOutlined from '@mui/icons-material/CancelOutlined';
import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import ErrorOutlined from '@mui/icons-material/ErrorOutlined';
import PauseCircleOutlined from '@mui/icons-material/PauseCircleOutlined';
import PlayCircleOutlined from '@mui/icons-material/PlayCircleOutlined';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import type { ComponentType } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { rowParts } from './row-styles.tsx';

type JobState = QueueItem['state'];

const looks: Readonly<
  Record<JobState, { readonly icon: ComponentType<{ sx: object }>; readonly color: string }>
> = {
  waiting: { icon: ScheduleOutlined, color: 'var(--mui-palette-text-secondary)' },
  running: { icon: PlayCircleOutlined, color: 'var(--mui-palette-primary-main)' },
  done: { icon: CheckCircleOutlined, color: 'var(--mui-palette-success-main)' },
  failed: { icon: ErrorOutlined, color: 'var(--mui-palette-error-main)' },
  cancelled: { icon: CancelOutlined, color: 'var(--mui-palette-text-secondary)' },
  interrupted: { icon: PauseCircleOutlined, color: 'var(--mui-palette-warning-main)' },
};

const iconSize = { fontSize: 16 };

/** A job's state in a word, an icon and a colour. */
export function JobStateLabel({ state }: { readonly state: JobState }) {
  const { queue } = useMessages();
  const { icon: Icon, color } = looks[state];
  return (
    <div className={rowParts.state} style={{ color }}>
      <Icon sx={iconSize} />
      {queue.states[state]}
    </div>
  );
}
