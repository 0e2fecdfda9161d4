import Add from '@mui/icons-material/Add';
import MoreHoriz from '@mui/icons-material/MoreHoriz';
import Pause from '@mui/icons-material/PauseRounded';
import PlayArrow from '@mui/icons-material/PlayArrowRounded';
import { Box, Button, Menu, MenuItem, Tooltip } from '@mui/material';
import { useState } from 'react';
import type { QueueState } from '../../native/api/queue.ts';
import { useAddClips } from '../add/add-context.ts';
import { IconAction } from '../components/icon-action.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { batchSummary } from './batch-summary.ts';
import type { JobActions } from './use-job-actions.ts';

interface HeaderProps {
  readonly queue: QueueState;
  readonly actions: JobActions;
}

/** How many clips run, wait, are done and failed, and how long all of them will take. */
export function QueueSummary({ queue }: Pick<HeaderProps, 'queue'>) {
  const { queue: texts } = useMessages();
  const { number, roughDuration } = useFormats();
  const { counts, etaSec } = batchSummary(queue.items);
  const parts = [
    counts.running > 0 && texts.counts.running(number(counts.running)),
    counts.waiting + counts.interrupted > 0 &&
      texts.counts.waiting(number(counts.waiting + counts.interrupted)),
    counts.done > 0 && texts.counts.done(number(counts.done)),
    counts.failed > 0 && texts.counts.failed(number(counts.failed)),
    queue.paused && counts.waiting + counts.interrupted > 0 && texts.paused,
    !queue.paused && etaSec !== null && etaSec > 0 && texts.left(roughDuration(etaSec)),
  ].filter((part) => part !== false);
  return (
    <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{parts.join(' · ')}</Box>
  );
}

function StartOrPause({ queue, actions }: HeaderProps) {
  const { queue: texts } = useMessages();
  const startable = queue.items.some(({ state }) => state === 'waiting' || state === 'interrupted');
  const works = !queue.paused && (startable || queue.items.some(({ state }) => state === 'running'));
  if (works) {
    return (
      <Tooltip describeChild title={texts.pauseHint}>
        <Button variant="outlined" startIcon={<Pause />} onClick={actions.pause}>
          {texts.pause}
        </Button>
      </Tooltip>
    );
  }
  return (
    <Button variant="contained" startIcon={<PlayArrow />} disabled={!startable} onClick={actions.start}>
      {texts.start}
    </Button>
  );
}

function MoreMenu({ queue, actions }: HeaderProps) {
  const { queue: texts } = useMessages();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const idsOf = (...states: string[]) =>
    queue.items.filter(({ state }) => states.includes(state)).map(({ id }) => id);
  const failed = idsOf('failed', 'interrupted');
  const done = idsOf('done');
  const choose = (run: () => void) => () => {
    setAnchor(null);
    run();
  };
  return (
    <>
      <IconAction
        label={texts.more}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        <MoreHoriz fontSize="small" />
      </IconAction>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem disabled={failed.length === 0} onClick={choose(() => actions.retry(failed))}>
          {texts.retryFailed}
        </MenuItem>
        <MenuItem disabled={done.length === 0} onClick={choose(() => actions.remove(done))}>
          {texts.removeDone}
        </MenuItem>
      </Menu>
    </>
  );
}

/** The buttons at the right of the queue's bar. */
export function QueueActions({ queue, actions }: HeaderProps) {
  const { queue: texts } = useMessages();
  const ways = useAddClips();
  return (
    <>
      {queue.items.length > 0 && <MoreMenu queue={queue} actions={actions} />}
      <Button variant="outlined" startIcon={<Add />} onClick={ways.choose}>
        {texts.add}
      </Button>
      <StartOrPause queue={queue} actions={actions} />
    </>
  );
}
