import type { QueueItem } from '../../native/api/queue.ts';
import type { Messages } from '../i18n/english.ts';

/** Where a clip runs, ran or waits, if not on this computer: "on render-07", "for another computer". */
export function jobPlace(
  { elsewhere, state }: Pick<QueueItem, 'elsewhere' | 'state'>,
  { row }: Messages['computers'],
): string | null {
  if (elsewhere === null) return null;
  if (elsewhere.worker !== null) return row.on(elsewhere.worker);
  return state === 'waiting' ? row.waits : null;
}
