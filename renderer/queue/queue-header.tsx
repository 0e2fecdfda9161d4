import Add from '@mui/icons-material/Add';
import DnsOutlined from '@mui/icons-material/DnsOutlined';
import MoreHoriz from '@mui/icons-material/MoreHoriz';
import Pause from '@mui/icons-material/PauseRounded';
import PlayArrow from '@mui/icons-material/PlayArrowRounded';
import StopCircleOutlined from '@mui/icons-material/StopCircleOutlined';
import { Box, Button, Menu, MenuItem, Tooltip } from '@mui/material';
import { useState } from 'react';
import type { QueueItem, QueueState } from '../../native/api/queue.ts';
import { useAddClips } from '../add/add-context.ts';
import { IconAction } from '../components/icon-action.tsx';
import type { HandOver } from '../computers/use-hand-over.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp, useComputersFact, useQueueFact } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { batchSummary } from './batch-summary.ts';
import type { JobActions } from './use-job-actions.ts';

interface HeaderProps {
  readonly actions: JobActions;
}

/** How many clips run, wait, are done and failed, and how long all of them will take. */
export function QueueSummary() {
  const { queue: texts, computers } = useMessages();
  const { number, roughDuration } = useFormats();
  const handing = useComputersFact(({ handing: now }) =>
    now === null ? null : computers.handing(number(now.done), number(now.total)),
  );
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
  return (
    <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
      {[summary, handing].filter((part) => part !== null && part !== '').join(' · ')}
    </Box>
  );
}

const has =
  (...states: readonly QueueItem['state'][]) =>
  ({ items }: QueueState) =>
    items.some(({ state }) => states.includes(state));
/** The same of the clips of this computer. */
const hasHere =
  (...states: readonly QueueItem['state'][]) =>
  ({ items }: QueueState) =>
    items.some(({ state, elsewhere }) => elsewhere === null && states.includes(state));
const isStartable = hasHere('waiting', 'interrupted');
const isUnderWay = hasHere('waiting', 'interrupted', 'running');
const failures = ['failed', 'interrupted'] as const;
const hasFailures = has(...failures);
const hasDone = has('done');
const canComeBack = ({ elsewhere, state }: QueueItem) => elsewhere !== null && state !== 'done';
const hasElsewhere = ({ items }: QueueState) => items.some(canComeBack);

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
  const { queue: texts, computers } = useMessages();
  const { queue } = useApp();
  const canRetry = useQueueFact(hasFailures) === true;
  const canRemove = useQueueFact(hasDone) === true;
  const hasSomeElsewhere = useQueueFact(hasElsewhere) === true;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const choose = (run: (ids: readonly number[]) => void, states: readonly QueueItem['state'][]) => () => {
    setAnchor(null);
    const items = valueOf(queue.get())?.items ?? [];
    run(items.filter(({ state }) => states.includes(state)).map(({ id }) => id));
  };
  function takeBack(): void {
    setAnchor(null);
    const items = valueOf(queue.get())?.items ?? [];
    actions.takeBack(items.filter(canComeBack).map(({ id }) => id));
  }
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
        {hasSomeElsewhere && <MenuItem onClick={takeBack}>{computers.takeBackAll}</MenuItem>}
      </Menu>
    </>
  );
}

interface QueueActionsProps extends HeaderProps {
  readonly handOver: HandOver;
}

/** Hands all clips that wait here to the other computers; nothing where there are none. */
function HandOverButton({ handOver: { isBusy, start, stop } }: Pick<QueueActionsProps, 'handOver'>) {
  const { computers: texts } = useMessages();
  const { queue } = useApp();
  const isJoined = useComputersFact(({ link }) => link === 'connected') === true;
  const canHand = useQueueFact(isStartable) === true;
  function hand(): void {
    const items = valueOf(queue.get())?.items ?? [];
    start(
      items
        .filter(
          ({ state, elsewhere }) => elsewhere === null && (state === 'waiting' || state === 'interrupted'),
        )
        .map(({ id }) => id),
    );
  }
  if (isBusy)
    return (
      <Button variant="outlined" startIcon={<StopCircleOutlined />} onClick={stop}>
        {texts.stopHanding}
      </Button>
    );
  if (!isJoined) return null;
  return (
    <Tooltip describeChild title={texts.handOverHint}>
      <span>
        <Button variant="outlined" startIcon={<DnsOutlined />} disabled={!canHand} onClick={hand}>
          {texts.handOver}
        </Button>
      </span>
    </Tooltip>
  );
}

/** The buttons at the right of the queue's bar. */
export function QueueActions({ actions, handOver }: QueueActionsProps) {
  const { queue: texts } = useMessages();
  const hasClips = useQueueFact(({ items }) => items.length > 0) === true;
  const ways = useAddClips();
  return (
    <>
      {hasClips && <MoreMenu actions={actions} />}
      <Button variant="outlined" startIcon={<Add />} onClick={ways.choose}>
        {texts.add}
      </Button>
      {hasClips && <HandOverButton handOver={handOver} />}
      <StartOrPause actions={actions} />
    </>
  );
}
