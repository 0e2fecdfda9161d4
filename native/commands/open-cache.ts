import { cacheLimitBytes, defaultCacheFolder } from '../store/location.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';

export type { CacheStats } from '../store/blobs.ts';
export type { Store } from '../store/store.ts';

/**
 * Opens the cache as the command line and the app do: in `folder` or the platform's place, limited as the
 * environment says. `notify` hears of repairs.
 */
export function openCache(folder: string | undefined, notify: (sentence: string) => void): Store {
  return openStore({ folder: folder ?? defaultCacheFolder(), limitBytes: cacheLimitBytes(), notify });
}
