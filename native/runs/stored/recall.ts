import { failedError } from '../../base/errors.ts';
import type { Store } from '../../store/store.ts';
import type { ClipInfo } from '../../video/clip.ts';
import type { ClipGeometry } from '../clip-geometry.ts';
import type { FrameKeys } from '../keys/frame-keys.ts';
import { neighbourOffsets, type Shots } from '../shots.ts';
import { cutFromBytes, type StoredCut } from './stored-cut.ts';
import type { StoredFlows } from './stored-flows.ts';

/** What recalls the outputs of a clip's stages from the store: a run that works, or a finished one. */
export interface RecalledWork {
  readonly clip: ClipInfo;
  readonly geometry: ClipGeometry;
  readonly shots: Shots;
  readonly store: Store;
  readonly keys: FrameKeys;
}

/** The bytes under `key`, which an earlier stage of the run has stored; throws where they were evicted since. */
export function recall(work: RecalledWork, key: string, what: string, index: number): Uint8Array {
  const bytes = work.store.getBlob(key);
  if (bytes !== undefined) return bytes;
  throw failedError(
    `The ${what} of frame ${index} is no longer in the cache: its size limit is too small for this clip, or another ` +
      `process cleared it; raise FODVID_CACHE_LIMIT_GB and run again.`,
    { stage: what, clip: work.clip.name },
  );
}

/** The cached flows of a frame. */
export function recallFlows(work: RecalledWork, index: number): StoredFlows {
  return {
    offsets: neighbourOffsets(work.shots, index),
    size: work.geometry.flow,
    bytes: recall(work, work.keys.flow(index), 'flow', index),
  };
}

/** The cached cut of a frame. */
export const recallCut = (work: RecalledWork, index: number): StoredCut =>
  cutFromBytes(recall(work, work.keys.cut(index), 'cut', index));
