import { setTimeout as delay } from 'node:timers/promises';
import { handOver } from '../../native/base/worker-pool.ts';

/** A worker's task for tests: answers `value` after `afterMs`. */
export async function echo({ value, afterMs }: { value: number; afterMs: number }): Promise<number> {
  await delay(afterMs);
  return value;
}

/** A worker's task that fails. */
export function fail(): never {
  throw new RangeError('out of range');
}

/** A worker's task that adds one to each byte and answers with the same memory. */
export function increment(bytes: Uint8Array): { readonly bytes: Uint8Array } {
  for (let i = 0; i < bytes.length; i++) bytes[i]!++;
  return handOver({ bytes }, [bytes]);
}
