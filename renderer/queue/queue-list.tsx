import { Box } from '@mui/material';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef, useState } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { visuallyHidden } from '../components/visually-hidden.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { QueueRow, rowHeightPx } from './queue-row.tsx';
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
    overscan: 6,
  });
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
      <Box
        ref={scroller}
        onKeyDown={onKeyDown}
        sx={{ flex: 1, overflow: 'auto', userSelect: drag ? 'none' : 'auto' }}
      >
        <Box
          role="list"
          aria-label={queue.list}
          sx={{ position: 'relative', height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, key, start: topPx }) => (
            <Box
              key={key}
              role="presentation"
              style={{ transform: `translateY(${topPx}px)` }}
              sx={{ position: 'absolute', insetInline: 0, top: 0 }}
            >
              <QueueRow
                item={items[index]!}
                index={index}
                count={items.length}
                current={index === Math.min(current, items.length - 1)}
                dragged={drag?.id === items[index]!.id}
                actions={actions}
                onFocus={setCurrent}
                onDragStart={start}
              />
            </Box>
          ))}
          {drag !== null && drag.gap >= 0 && <DropLine gap={drag.gap} />}
        </Box>
      </Box>
      <Box role="status" sx={visuallyHidden}>
        {said}
      </Box>
    </>
  );
}
