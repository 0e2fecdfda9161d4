import { LinearProgress } from '@mui/material';
import { useCallback, useState } from 'react';
import type { QueueItem, QueueState } from '../../native/api/queue.ts';
import { LoadedView } from '../components/loaded-view.tsx';
import { useHandOver } from '../computers/use-hand-over.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { useApp, useQueue, useQueueFact } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { batchSummary } from './batch-summary.ts';
import { QueueEmpty } from './queue-empty.tsx';
import { QueueActions, QueueSummary } from './queue-header.tsx';
import { QueueList } from './queue-list.tsx';
import { JobSettingsDialog } from './job-settings-dialog.tsx';
import { useJobActions, type JobActions } from './use-job-actions.ts';

/** 0..1 of the whole queue while a clip runs. */
const runningFraction = ({ items }: QueueState): number | null =>
  items.some(({ state }) => state === 'running') ? batchSummary(items).fraction : null;

function BatchProgress() {
  const { queue: texts } = useMessages();
  const fraction = useQueueFact(runningFraction);
  if (fraction === null) return null;
  return (
    <LinearProgress
      variant="determinate"
      aria-label={texts.title}
      value={100 * fraction}
      sx={{ height: 2, borderRadius: 0, '& .MuiLinearProgress-bar': { transition: 'none' } }}
    />
  );
}

function Clips({ actions }: { readonly actions: JobActions }) {
  const { queue } = useApp();
  return (
    <LoadedView loaded={useQueue()} onRetry={queue.reload}>
      {({ items }) => (items.length === 0 ? <QueueEmpty /> : <QueueList items={items} actions={actions} />)}
    </LoadedView>
  );
}

/** The dialog of a clip's settings for as long as the clip is in the queue. */
function ConfiguredJob({ id, onClose }: { readonly id: number; readonly onClose: () => void }) {
  const item = valueOf(useQueue())?.items.find((other) => other.id === id);
  return item === undefined ? null : <JobSettingsDialog item={item} onClose={onClose} />;
}

/** Clips that wait, run or are done. */
export function QueueView() {
  const { queue: texts } = useMessages();
  const { queue } = useApp();
  const isLoaded = useQueueFact(() => true) === true;
  const [configuredId, setConfiguredId] = useState<number | null>(null);
  const configure = useCallback(({ id }: QueueItem) => setConfiguredId(id), []);
  const handOver = useHandOver();
  const actions = useJobActions(configure, handOver.start);
  useShortcut('startOrPause', () =>
    valueOf(queue.get())?.paused === false ? actions.pause() : actions.start(),
  );
  return (
    <ViewFrame
      title={texts.title}
      summary={isLoaded && <QueueSummary />}
      actions={isLoaded && <QueueActions actions={actions} handOver={handOver} />}
    >
      <BatchProgress />
      <Clips actions={actions} />
      {configuredId !== null && (
        <ConfiguredJob key={configuredId} id={configuredId} onClose={() => setConfiguredId(null)} />
      )}
    </ViewFrame>
  );
}
