import type { DndContextProps, DragMoveEvent } from '@dnd-kit/core';
import { useState } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { rowHeightPx } from './row-styles.tsx';

/** A row that is dragged and the gap between rows where it would go, counted with the row still in its old place. */
export interface RowDrag {
  readonly id: number;
  readonly gap: number;
}

/** The index that a row gets when it leaves `from` for the gap before row `gap`. */
export const indexAfterMove = (from: number, gap: number): number => (gap > from ? gap - 1 : gap);

/** The list itself says where a clip went, in the person's language. */
const silent = () => undefined;
const accessibility: NonNullable<DndContextProps['accessibility']> = {
  announcements: {
    onDragStart: silent,
    onDragMove: silent,
    onDragOver: silent,
    onDragEnd: silent,
    onDragCancel: silent,
  },
  screenReaderInstructions: { draggable: '' },
  restoreFocus: false,
};

/** Lets rows of equal height be dragged; `onMove` gets the row's item and its new index. */
export function useRowDrag(
  items: readonly QueueItem[],
  onMove: (item: QueueItem, toIndex: number) => void,
): { readonly drag: RowDrag | null; readonly context: DndContextProps } {
  const [drag, setDrag] = useState<RowDrag | null>(null);
  function dragAt({ active, delta }: Pick<DragMoveEvent, 'active' | 'delta'>): RowDrag {
    const id = Number(active.id);
    const from = items.findIndex((item) => item.id === id);
    // `delta` counts what the list has scrolled meanwhile; a row goes where its middle is.
    const gap = Math.round(from + 0.5 + delta.y / rowHeightPx);
    return { id, gap: Math.min(items.length, Math.max(0, gap)) };
  }
  const context: DndContextProps = {
    accessibility,
    onDragMove: (event) => setDrag(dragAt(event)),
    onDragCancel: () => setDrag(null),
    onDragEnd(event) {
      setDrag(null);
      const { id, gap } = dragAt(event);
      const from = items.findIndex((item) => item.id === id);
      const toIndex = indexAfterMove(from, gap);
      if (from >= 0 && toIndex !== from) onMove(items[from]!, toIndex);
    },
  };
  return { drag, context };
}
