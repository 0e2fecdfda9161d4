import type { Store } from '../store/store.ts';
import type { ProbeMemory, VideoFacts } from '../video/probe-clip.ts';
import { probeKey } from './keys/clip-keys.ts';

/** Keeps in the store what videos are: a second look at one, for another run or after a preflight, decodes nothing. */
export function probeMemory(store: Store): ProbeMemory {
  return {
    recall(digest) {
      const bytes = store.getBlob(probeKey(digest));
      return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as VideoFacts);
    },
    keep(digest, facts) {
      store.putBlobs([{ key: probeKey(digest), stage: 'probe', bytes: Buffer.from(JSON.stringify(facts)) }]);
    },
  };
}
