import type { PathMap } from '../path-map.ts';
import type { FarmStorage } from './farm-storage.ts';
import { fileShare } from './file-share.ts';
import { isObjectAddress } from './s3/object-address.ts';
import { objectStorage } from './s3/object-storage.ts';

/** The storage of each clip and folder, by its path or its name in the queue. */
export type Storages = (pathOrName: string) => FarmStorage;

/** The storages that this machine shares with the others. */
export function storagesOf(map: PathMap): Storages {
  const share = fileShare(map);
  const objects = objectStorage(map.buckets);
  return (pathOrName) => (isObjectAddress(pathOrName) ? objects : share);
}
