import { DndContext } from '@dnd-kit/core';
import { Box } from '@mui/material';
import { useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { visuallyHidden } from '../components/visually-hidden.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { createStore } from '../state/state-store.ts';
import { TooltipArea } from '../components/tooltip-area.tsx';
import { QueueRow } from './queue-row.tsx';
import { rowHeightPx, rowStyles } from './row-styles.tsx';
import type { JobActions } from './use-job-actions.ts';
import { useRowDrag, type RowDrag } from './use-row-drag.ts';
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

interface RowsProps extends QueueListProps {
  readonly drag: RowDrag | null;
  /** Says something to screen readers. */
  readonly onSay: (text: string) => void;
}

/** Only the rows to be seen exist, so hundreds scroll like ten. */
function Rows({ items, actions, drag, onSay }: RowsProps) {
  const { queue } = useMessages();
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const dragged = drag === null ? -1 : items.findIndex(({ id }) => id === drag.id);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => items[index]!.id,
    // A row that is dragged stays, however far the list is scrolled.
    rangeExtractor: (range) => [...new Set([...wholeBlocks(range), ...(dragged < 0 ? [] : [dragged])])],
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
  const onKeyDown = useRowKeys({ items, current, actions, onGo: go, onSay });
  return (
    <TooltipArea ref={scroller} onKeyDown={onKeyDown} sx={listStyle}>
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
            dragged={index === dragged}
            rest={rest}
            actions={actions}
            onFocus={setCurrent}
          />
        ))}
        {drag !== null && <DropLine gap={drag.gap} />}
      </div>
    </TooltipArea>
  );
}

/** All clips in their order, which is changed by dragging or by keys. */
export function QueueList({ items, actions }: QueueListProps) {
  const { queue } = useMessages();
  const [said, setSaid] = useState('');
  const { drag, context } = useRowDrag(items, (item, toIndex) => {
    actions.move(item.id, toIndex);
    setSaid(queue.moved(item.name, toIndex + 1, items.length));
  });
  return (
    <DndContext {...context}>
      {rowStyles}
      <Rows items={items} actions={actions} drag={drag} onSay={setSaid} />
      <Box role="status" sx={visuallyHidden}>
        {said}
      </Box>
    </DndContext>
  );
}
