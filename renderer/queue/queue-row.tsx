import { useDraggable } from '@dnd-kit/core';
import DragIndicator from '@mui/icons-material/DragIndicator';
import { memo } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { EllipsisText } from '../components/ellipsis-text.tsx';
import { configSummary } from '../config/config-summary.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import type { StateStore } from '../state/state-store.ts';
import { jobPlace } from './job-place.ts';
import { JobProgressBar } from './job-progress.tsx';
import { RowActions } from './row-actions.tsx';
import { rowHeightPx, rowParts } from './row-styles.tsx';
import { Thumbnail } from './thumbnail.tsx';
import type { JobActions } from './use-job-actions.ts';

interface QueueRowProps {
  readonly item: QueueItem;
  readonly index: number;
  readonly count: number;
  readonly current: boolean;
  readonly dragged: boolean;
  /** Whether the list stands still. */
  readonly rest: StateStore<boolean>;
  readonly actions: JobActions;
  readonly onFocus: (index: number) => void;
}

const handleSize = { fontSize: 18 };

/** By which a row is dragged; with keys it is moved by Alt and the arrows. */
function RowHandle({ id, movable }: { readonly id: number; readonly movable: boolean }) {
  const { row } = useMessages().queue;
  const { setNodeRef, listeners } = useDraggable({ id });
  return (
    <div
      ref={setNodeRef}
      className={movable ? `${rowParts.handle} ${rowParts.movable}` : rowParts.handle}
      aria-hidden
      data-tooltip={row.drag}
      {...listeners}
    >
      <DragIndicator sx={handleSize} />
    </div>
  );
}

/** A clip of the queue; rendered again only when it changes itself. */
export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { item, index, count, current, dragged, rest, actions, onFocus } = props;
  const { queue, config, computers } = useMessages();
  const formats = useFormats();
  const isOrdered = item.elsewhere === null && (item.state === 'waiting' || item.state === 'interrupted');
  const place = jobPlace(item, computers);
  return (
    // eslint-disable-next-line jsx-a11y-x/role-supports-aria-props -- every role has a description since ARIA 1.3
    <div
      className={dragged ? `${rowParts.row} ${rowParts.dragged}` : rowParts.row}
      style={{ top: index * rowHeightPx }}
      role="listitem"
      aria-label={[item.name, queue.states[item.state], place].filter((part) => part !== null).join(', ')}
      aria-description={item.clip}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-index={index}
      tabIndex={current ? 0 : -1}
      onFocus={() => onFocus(index)}
      onDoubleClick={() => actions.open(item)}
    >
      <RowHandle id={item.id} movable={isOrdered} />
      <Thumbnail jobId={item.id} rest={rest} />
      <div className={rowParts.column}>
        <div className={rowParts.name}>
          <EllipsisText text={item.name} data-tooltip={item.clip} />
        </div>
        <div className={rowParts.settings}>{configSummary(item.config, config, formats)}</div>
      </div>
      <div className={rowParts.column}>
        <JobProgressBar item={item} actions={actions} reachable={current} />
      </div>
      <RowActions item={item} actions={actions} reachable={current} />
    </div>
  );
});
