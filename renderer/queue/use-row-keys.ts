import type { KeyboardEvent } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { pressedKeys } from '../shortcuts/keys.ts';
import { shortcutKeys, type ShortcutId } from '../shortcuts/shortcut-list.ts';
import type { JobActions } from './use-job-actions.ts';

interface RowKeys {
  readonly items: readonly QueueItem[];
  readonly current: number;
  readonly actions: JobActions;
  /** Moves the focus to a row. */
  readonly onGo: (index: number) => void;
  /** Says something to screen readers. */
  readonly onSay: (text: string) => void;
}

const pageRows = 8;

/** What keys do on the rows: arrows go, with Alt they move the clip, Enter opens, Delete removes. */
export function useRowKeys({
  items,
  current,
  actions,
  onGo,
  onSay,
}: RowKeys): (event: KeyboardEvent) => void {
  const { queue } = useMessages();
  const last = items.length - 1;
  const places: Readonly<Record<string, number>> = {
    ArrowUp: current - 1,
    ArrowDown: current + 1,
    PageUp: current - pageRows,
    PageDown: current + pageRows,
    Home: 0,
    End: last,
  };
  function move(item: QueueItem, by: number): void {
    const toIndex = Math.min(last, Math.max(0, current + by));
    if (toIndex === current) return;
    actions.move(item.id, toIndex);
    onGo(toIndex);
    onSay(queue.moved(item.name, toIndex + 1, items.length));
  }
  return (event) => {
    const item = items[current];
    const isRow = event.target instanceof HTMLElement && event.target.role === 'listitem';
    if (item === undefined || !isRow) return;
    const keys = pressedKeys(event.nativeEvent);
    const is = (id: ShortcutId) => shortcutKeys(id).includes(keys);
    const place = places[keys];
    if (place !== undefined) onGo(Math.min(last, Math.max(0, place)));
    else if (is('moveUp')) move(item, -1);
    else if (is('moveDown')) move(item, 1);
    else if (is('openClip')) actions.open(item);
    else if (is('removeClip') && item.state !== 'running') actions.remove([item.id]);
    else return;
    event.preventDefault();
  };
}
