import Add from '@mui/icons-material/Add';
import MoreHoriz from '@mui/icons-material/MoreHoriz';
import Pause from '@mui/icons-material/PauseRounded';
import PlayArrow from '@mui/icons-material/PlayArrowRounded';
import { Box, Button, Menu, MenuItem, Tooltip } from '@mui/material';
import { useState } from 'react';
import type { QueueItem, QueueState } from '../../native/api/queue.ts';
import { useAddClips } from '../add/add-context.ts';
import { IconAction } from '../components/icon-action.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp, useQueueFact } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { batchSummary } from './batch-summary.ts';
import type { JobActions } from './use-job-actions.ts';

interface HeaderProps {
  readonly actions: JobActions;
}

/** How many clips run, wait, are done and failed, and how long all of them will take. */
export function QueueSummary() {
  const { queue: texts } = useMessages();
  const { number, roughDuration } = useFormats();
  const summary = useQueueFact(({ items, paused }) => {
    const { counts, etaSec } = batchSummary(items);
    return [
      counts.running > 0 && texts.counts.running(number(counts.running)),
      counts.waiting + counts.interrupted > 0 &&
        texts.counts.waiting(number(counts.waiting + counts.interrupted)),
      counts.done > 0 && texts.counts.done(number(counts.done)),
      counts.failed > 0 && texts.counts.failed(number(counts.failed)),
      paused && counts.waiting + counts.interrupted > 0 && texts.paused,
      !paused && etaSec !== null && etaSec > 0 && texts.left(roughDuration(etaSec)),
    ]
      .filter((part) => part !== false)
      .join(' · ');
  });
  return <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{summary}</Box>;
}

const has =
  (...states: readonly QueueItem['state'][]) =>
  ({ items }: QueueState) =>
    items.some(({ state }) => states.includes(state));
const isStartable = has('waiting', 'interrupted');
const isUnderWay = has('waiting', 'interrupted', 'running');
const failures = ['failed', 'interrupted'] as const;
const hasFailures = has(...failures);
const hasDone = has('done');

function StartOrPause({ actions }: HeaderProps) {
  const { queue: texts } = useMessages();
  const startable = useQueueFact(isStartable) === true;
  const works = useQueueFact((queue) => !queue.paused && isUnderWay(queue)) === true;
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

function MoreMenu({ actions }: HeaderProps) {
  const { queue: texts } = useMessages();
  const { queue } = useApp();
  const canRetry = useQueueFact(hasFailures) === true;
  const canRemove = useQueueFact(hasDone) === true;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const choose = (run: (ids: readonly number[]) => void, states: readonly QueueItem['state'][]) => () => {
    setAnchor(null);
    const items = valueOf(queue.get())?.items ?? [];
    run(items.filter(({ state }) => states.includes(state)).map(({ id }) => id));
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
        <MenuItem disabled={!canRetry} onClick={choose(actions.retry, failures)}>
          {texts.retryFailed}
        </MenuItem>
        <MenuItem disabled={!canRemove} onClick={choose(actions.remove, ['done'])}>
          {texts.removeDone}
        </MenuItem>
      </Menu>
    </>
  );
}

/** The buttons at the right of the queue's bar. */
export function QueueActions({ actions }: HeaderProps) {
  const { queue: texts } = useMessages();
  const hasClips = useQueueFact(({ items }) => items.length > 0) === true;
  const ways = useAddClips();
  return (
    <>
      {hasClips && <MoreMenu actions={actions} />}
      <Button variant="outlined" startIcon={<Add />} onClick={ways.choose}>
        {texts.add}
      </Button>
      <StartOrPause actions={actions} />
    </>
  );
}
