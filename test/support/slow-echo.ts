import { setTimeout as delay } from 'node:timers/promises';

/** A worker's task for tests: answers `value` after `afterMs`. */
export async function echo({ value, afterMs }: { value: number; afterMs: number }): Promise<number> {
  await delay(afterMs);
  return value;
}

/** A worker's task that fails. */
export function fail(): never {
  throw new RangeError('out of range');
}
