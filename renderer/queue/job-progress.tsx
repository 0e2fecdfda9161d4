import { Box, LinearProgress, Tooltip } from '@mui/material';
import type { QueueItem } from '../../native/api/queue.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { JobStateLabel } from './job-state.tsx';

function Running({ item }: { readonly item: QueueItem }) {
  const { queue } = useMessages();
  const { percent, roughDuration, number } = useFormats();
  const { progress } = item;
  if (progress === null) return <JobStateLabel state="running" />;
  const { stage, done, total, fraction, etaSec } = progress;
  return (
    <>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, typography: 'caption', mb: 0.5 }}>
        <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', fontWeight: 520 }}>
          {queue.stages[stage] ?? stage}
          <Box component="span" sx={{ color: 'text.secondary', ml: 0.75, fontWeight: 400 }}>
            {queue.units(number(done), number(total))}
          </Box>
        </Box>
        <span>{percent(fraction)}</span>
      </Box>
      <LinearProgress
        variant="determinate"
        value={fraction * 100}
        aria-label={queue.progressOf(item.name)}
        // Progress comes several times a second; easing each step would only keep the processor busy.
        sx={{ '& .MuiLinearProgress-bar': { transition: 'none' } }}
      />
      <Box sx={{ typography: 'caption', color: 'text.secondary', mt: 0.25, minHeight: 17 }}>
        {etaSec === null ? '' : queue.left(roughDuration(etaSec))}
      </Box>
    </>
  );
}

/** Where a job is: its stage and bar while it runs, else its state with what there is to say. */
export function JobProgress({ item }: { readonly item: QueueItem }) {
  const { queue } = useMessages();
  const { duration } = useFormats();
  const { state, error, startedMs, finishedMs } = item;
  if (state === 'running') return <Running item={item} />;
  const took =
    state === 'done' && startedMs !== null && finishedMs !== null ? (finishedMs - startedMs) / 1000 : null;
  return (
    <Box sx={{ typography: 'body2' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <JobStateLabel state={state} />
        {took !== null && (
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {queue.took(duration(took))}
          </Box>
        )}
      </Box>
      {error !== null && (
        <Tooltip describeChild title={error}>
          <Box
            sx={{
              typography: 'caption',
              color: 'text.primary',
              display: '-webkit-box',
              WebkitLineClamp: 2,
              WebkitBoxOrient: 'vertical',
              overflow: 'hidden',
            }}
          >
            {error}
          </Box>
        </Tooltip>
      )}
    </Box>
  );
}
