import { Box } from '@mui/material';
import { useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { visuallyHidden } from '../components/visually-hidden.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { createStore } from '../state/store.ts';
import { TooltipArea } from '../components/tooltip-area.tsx';
import { QueueRow } from './queue-row.tsx';
import { rowHeightPx, rowStyles } from './row-styles.tsx';
import type { JobActions } from './use-job-actions.ts';
import { indexAfterMove, useRowDrag, type RowDrag } from './use-row-drag.ts';
import { useRowKeys } from './use-row-keys.ts';

interface QueueListProps {
  readonly items: readonly QueueItem[];
  readonly actions: JobActions;
}

function DropLine({ gap }: { readonly gap: number }) {
  return (
    <Box
      sx={{
        position: 'absolute',
        insetInline: 0,
        height: 2,
        top: gap * rowHeightPx - 1,
        bgcolor: 'primary.main',
        pointerEvents: 'none',
      }}
    />
  );
}

const blockRows = 4;

/**
 * The rows in sight and a block on both sides, in whole blocks: every row that comes or goes makes the browser draw the
 * tiles under it again, so several at once take less than one after the other.
 */
function wholeBlocks({ startIndex, endIndex, count }: Range): number[] {
  const first = Math.max(0, Math.floor(startIndex / blockRows) - 1) * blockRows;
  const end = Math.min(count, (Math.floor(endIndex / blockRows) + 2) * blockRows);
  return Array.from({ length: end - first }, (_, place) => first + place);
}

const listStyle = { flex: 1, overflow: 'auto', bgcolor: 'background.default' };
const draggingStyle = { ...listStyle, userSelect: 'none' };

/** All clips in their order; only the rows to be seen exist, so hundreds scroll like ten. */
export function QueueList({ items, actions }: QueueListProps) {
  const { queue } = useMessages();
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const [said, setSaid] = useState('');
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => items[index]!.id,
    rangeExtractor: wholeBlocks,
  });
  const [rest] = useState(() => createStore(true));
  const { isScrolling } = virtual;
  useEffect(() => rest.set(!isScrolling), [rest, isScrolling]);
  const go = (index: number) => {
    setCurrent(index);
    virtual.scrollToIndex(index);
    // The row may exist only after the list has scrolled.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true }),
    );
  };
  const drop = useCallback(
    ({ id, gap }: RowDrag) => {
      const from = items.findIndex((item) => item.id === id);
      const toIndex = indexAfterMove(from, gap);
      if (from >= 0 && toIndex !== from) actions.move(id, toIndex);
    },
    [items, actions],
  );
  const { drag, start } = useRowDrag(scroller, items.length, drop);
  const onKeyDown = useRowKeys({ items, current, actions, onGo: go, onSay: setSaid });
  return (
    <>
      {rowStyles}
      <TooltipArea ref={scroller} onKeyDown={onKeyDown} sx={drag ? draggingStyle : listStyle}>
        <div
          role="list"
          aria-label={queue.list}
          style={{ position: 'relative', height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, key }) => (
            <QueueRow
              key={key}
              item={items[index]!}
              index={index}
              count={items.length}
              current={index === Math.min(current, items.length - 1)}
              dragged={drag?.id === items[index]!.id}
              rest={rest}
              actions={actions}
              onFocus={setCurrent}
              onDragStart={start}
            />
          ))}
          {drag !== null && drag.gap >= 0 && <DropLine gap={drag.gap} />}
        </div>
      </TooltipArea>
      <Box role="status" sx={visuallyHidden}>
        {said}
      </Box>
    </>
  );
}
