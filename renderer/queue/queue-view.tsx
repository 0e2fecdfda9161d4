import { LinearProgress } from '@mui/material';
import { useCallback, useState } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { LoadedView } from '../components/loaded-view.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { useApp, useQueue } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { batchSummary } from './batch-summary.ts';
import { QueueEmpty } from './queue-empty.tsx';
import { QueueActions, QueueSummary } from './queue-header.tsx';
import { QueueList } from './queue-list.tsx';
import { JobSettingsDialog } from './job-settings-dialog.tsx';
import { useJobActions } from './use-job-actions.ts';

/** Clips that wait, run or are done. */
export function QueueView() {
  const { queue: texts } = useMessages();
  const { queue: resource } = useApp();
  const loaded = useQueue();
  const [configuredId, setConfiguredId] = useState<number | null>(null);
  const configure = useCallback(({ id }: QueueItem) => setConfiguredId(id), []);
  const actions = useJobActions(configure);
  const queue = valueOf(loaded);
  useShortcut('startOrPause', () => (queue?.paused === false ? actions.pause() : actions.start()));
  const configured = queue?.items.find(({ id }) => id === configuredId);
  const isRunning = queue?.items.some(({ state }) => state === 'running') === true;
  return (
    <ViewFrame
      title={texts.title}
      summary={queue !== null && <QueueSummary queue={queue} />}
      actions={queue !== null && <QueueActions queue={queue} actions={actions} />}
    >
      {queue !== null && isRunning && (
        <LinearProgress
          variant="determinate"
          aria-label={texts.title}
          value={100 * batchSummary(queue.items).fraction}
          sx={{ height: 2, borderRadius: 0, '& .MuiLinearProgress-bar': { transition: 'none' } }}
        />
      )}
      <LoadedView loaded={loaded} onRetry={resource.reload}>
        {({ items }) => (items.length === 0 ? <QueueEmpty /> : <QueueList items={items} actions={actions} />)}
      </LoadedView>
      {configured !== undefined && (
        <JobSettingsDialog key={configured.id} item={configured} onClose={() => setConfiguredId(null)} />
      )}
    </ViewFrame>
  );
}
