import CancelOutlined from '@mui/icons-material/CancelOutlined';
import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import ErrorOutlined from '@mui/icons-material/ErrorOutlined';
import PauseCircleOutlined from '@mui/icons-material/PauseCircleOutlined';
import PlayCircleOutlined from '@mui/icons-material/PlayCircleOutlined';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import { Box } from '@mui/material';
import type { ComponentType } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { useMessages } from '../i18n/i18n.tsx';

type JobState = QueueItem['state'];

const looks: Readonly<
  Record<JobState, { readonly icon: ComponentType<{ sx: object }>; readonly color: string }>
> = {
  waiting: { icon: ScheduleOutlined, color: 'text.secondary' },
  running: { icon: PlayCircleOutlined, color: 'primary.main' },
  done: { icon: CheckCircleOutlined, color: 'success.main' },
  failed: { icon: ErrorOutlined, color: 'error.main' },
  cancelled: { icon: CancelOutlined, color: 'text.secondary' },
  interrupted: { icon: PauseCircleOutlined, color: 'warning.main' },
};

/** A job's state in a word, an icon and a colour. */
export function JobStateLabel({ state }: { readonly state: JobState }) {
  const { queue } = useMessages();
  const { icon: Icon, color } = looks[state];
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, color, fontWeight: 520 }}
    >
      <Icon sx={{ fontSize: 16 }} />
      {queue.states[state]}
    </Box>
  );
}
