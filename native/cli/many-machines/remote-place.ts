import type { RemotePlace } from '../../farm/remote-batch.ts';
import { chunkFramesOf, type FarmFlags, pathMapOf, queueAddressOf } from './farm-options.ts';

/** Works with the queue that the flags name; `alone` where they name none. */
export async function withRemotePlace<T>(
  flags: FarmFlags,
  work: (place: RemotePlace) => Promise<T>,
  alone: () => Promise<T>,
): Promise<T> {
  const address = flags.queue === undefined ? null : queueAddressOf(flags);
  if (address === null) return alone();
  const chunks = chunkFramesOf(flags);
  const { openFarmQueue } = await import('../../farm/redis/bullmq-queue.ts');
  const { programIdentity } = await import('../../farm/program-identity.ts');
  const queue = await openFarmQueue(address);
  try {
    return await work({
      queue,
      map: await pathMapOf(flags, ['/']),
      program: await programIdentity(),
      ...chunks,
    });
  } finally {
    await queue.close();
  }
}
