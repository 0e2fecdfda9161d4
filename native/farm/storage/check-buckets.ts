import type { PathMap } from '../path-map.ts';
import { StorageError } from './s3/storage-error.ts';
import { storagesOf } from './storages.ts';

/**
 * Looks at the buckets of a worker before it takes a clip: a wrong key, or a bucket that is not there, is thrown as a
 * sentence. A storage that does not answer is waited for later, and only told.
 */
export async function checkBuckets(map: PathMap, notify: (sentence: string) => void): Promise<void> {
  if (map.buckets === 'any') return;
  for (const root of map.buckets)
    try {
      await storagesOf(map)(root).prepare(root);
    } catch (error) {
      if (!(error instanceof StorageError) || error.failure !== 'away') throw error;
      notify(`${error.trouble.error}; the worker waits for it.`);
    }
}
