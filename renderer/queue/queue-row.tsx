import DragIndicator from '@mui/icons-material/DragIndicator';
import { memo, type PointerEvent } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { EllipsisText } from '../components/ellipsis-text.tsx';
import { configSummary } from '../config/config-summary.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import type { Store } from '../state/store.ts';
import { JobProgress } from './job-progress.tsx';
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
  readonly rest: Store<boolean>;
  readonly actions: JobActions;
  readonly onFocus: (index: number) => void;
  readonly onDragStart: (id: number, event: PointerEvent) => void;
}

const handleSize = { fontSize: 18 };

/** A clip of the queue; rendered again only when it changes itself. */
export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { item, index, count, current, dragged, rest, actions, onFocus, onDragStart } = props;
  const { queue, config } = useMessages();
  const formats = useFormats();
  const isOrdered = item.state === 'waiting' || item.state === 'interrupted';
  return (
    <div
      className={dragged ? `${rowParts.row} ${rowParts.dragged}` : rowParts.row}
      style={{ top: index * rowHeightPx }}
      role="listitem"
      aria-label={`${item.name}, ${queue.states[item.state]}`}
      aria-description={item.clip}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-index={index}
      tabIndex={current ? 0 : -1}
      onFocus={() => onFocus(index)}
      onDoubleClick={() => actions.open(item)}
    >
      <div
        className={isOrdered ? `${rowParts.handle} ${rowParts.movable}` : rowParts.handle}
        aria-hidden
        data-tooltip={queue.row.drag}
        onPointerDown={(event) => onDragStart(item.id, event)}
      >
        <DragIndicator sx={handleSize} />
      </div>
      <Thumbnail jobId={item.id} rest={rest} />
      <div className={rowParts.column}>
        <div className={rowParts.name}>
          <EllipsisText text={item.name} data-tooltip={item.clip} />
        </div>
        <div className={rowParts.settings}>{configSummary(item.config, config, formats)}</div>
      </div>
      <div className={rowParts.column}>
        <JobProgress item={item} reachable={current} />
      </div>
      <RowActions item={item} actions={actions} reachable={current} />
    </div>
  );
});
