import { LinearProgress } from '@mui/material';
import type { QueueItem } from '../../native/api/queue.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { lastIntactFrame, worded } from '../i18n/worded.ts';
import { jobPlace } from './job-place.ts';
import { JobStateLabel } from './job-state.tsx';
import { MissingWeights } from './missing-weights.tsx';
import { rowParts } from './row-styles.tsx';
import type { JobActions } from './use-job-actions.ts';

function Running({ item }: { readonly item: QueueItem }) {
  const { queue, computers } = useMessages();
  const { percent, roughDuration, number } = useFormats();
  const { progress } = item;
  if (progress === null) return <JobStateLabel state="running" />;
  const { stage, done, total, fraction, etaSec } = progress;
  return (
    <div className={rowParts.progress}>
      <div className={rowParts.running}>
        <span className={rowParts.stage}>
          {queue.stages[stage] ?? stage}
          <span className={rowParts.count}>{queue.units(number(done), number(total))}</span>
        </span>
        <span>{percent(fraction)}</span>
      </div>
      <LinearProgress
        variant="determinate"
        value={fraction * 100}
        aria-label={queue.progressOf(item.name)}
        // Progress comes several times a second; easing each step would only keep the processor busy.
        sx={{ '& .MuiLinearProgress-bar': { transition: 'none' } }}
      />
      <div className={rowParts.left}>
        {[jobPlace(item, computers), etaSec === null ? null : queue.left(roughDuration(etaSec))]
          .filter((part) => part !== null)
          .join(' · ')}
      </div>
    </div>
  );
}

interface JobProgressProps {
  readonly item: QueueItem;
  readonly actions: JobActions;
  /** Whether Tab reaches what is in it: only in the row that has the focus. */
  readonly reachable: boolean;
}

/** Where a job is: its stage and bar while it runs, else its state with what there is to say. */
export function JobProgressBar({ item, actions, reachable }: JobProgressProps) {
  const { queue, config, errors, computers } = useMessages();
  const { duration } = useFormats();
  const { state, startedMs, finishedMs } = item;
  const error = item.error === null ? null : worded(errors, { error: item.error, words: item.words });
  const lastIntact = lastIntactFrame(item);
  const place = jobPlace(item, computers);
  if (state === 'running') return <Running item={item} />;
  const took =
    state === 'done' && startedMs !== null && finishedMs !== null ? (finishedMs - startedMs) / 1000 : null;
  return (
    <div className={rowParts.progress}>
      <div className={rowParts.outcome}>
        <JobStateLabel state={state} />
        {took !== null && <span className={rowParts.took}>{queue.took(duration(took))}</span>}
        {place !== null && <span className={rowParts.took}>{place}</span>}
        {lastIntact !== null && (
          <button
            type="button"
            className={rowParts.offer}
            tabIndex={reachable ? 0 : -1}
            onClick={() => actions.retryUpTo(item.id, lastIntact)}
          >
            {config.part.upTo(lastIntact)}
          </button>
        )}
      </div>
      {item.elsewhere === null && (state === 'waiting' || state === 'interrupted') && (
        <MissingWeights config={item.config} reachable={reachable} />
      )}
      {error !== null && (
        <div className={rowParts.error} data-tooltip={error}>
          {error}
        </div>
      )}
    </div>
  );
}
