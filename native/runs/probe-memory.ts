import { statSync } from 'node:fs';
import { cacheKey } from '../store/cache-key.ts';
import type { Store } from '../store/store.ts';
import { findFfmpeg } from '../video/ffmpeg-binary.ts';
import type { ProbeMemory, VideoFacts } from '../video/probe-clip.ts';

/** Raised when examining a video tells something else than before. */
const PROBE_VERSION = 1;

/** Another build of ffmpeg may find other frames in the same bytes. */
function ffmpegBuild() {
  const { ffmpegPath } = findFfmpeg();
  const { size, mtimeMs } = statSync(ffmpegPath);
  return { path: ffmpegPath, size, mtimeMs };
}

/** Keeps in the store what videos are: a second look at one, for another run or after a preflight, decodes nothing. */
export function probeMemory(store: Store): ProbeMemory {
  const key = (digest: string) =>
    cacheKey({ stage: 'probe', version: PROBE_VERSION, config: ffmpegBuild(), inputs: [digest] });
  return {
    recall(digest) {
      const bytes = store.getBlob(key(digest));
      return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as VideoFacts);
    },
    keep(digest, facts) {
      store.putBlobs([{ key: key(digest), stage: 'probe', bytes: Buffer.from(JSON.stringify(facts)) }]);
    },
  };
}
