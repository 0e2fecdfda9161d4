import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunConfig } from '../../../native/api/run-config.ts';
import type { WorkOrder } from '../../../native/farm/worker/clip-order.ts';
import { digestFiles } from '../../../native/video/frames-folder.ts';

/** What stands for the masks of a clip: bytes that only its content and its configuration decide. */
export const standInMask = (digest: string, config: RunConfig, index: number): string =>
  createHash('sha256')
    .update(`${digest} ${JSON.stringify(config)} ${index}`)
    .digest('hex');

/** Stands for the work of a clip: takes `workMs`, computes nothing, and writes `frames` files where masks would lie. */
export const standIn = (workMs: number, frames = 4): WorkOrder =>
  async function run({ clip, config, outDir }, { signal, onProgress }) {
    const digest = await digestFiles([clip], false, signal).catch(() => null);
    if (digest === null)
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error: `${clip} cannot be read.` };
    mkdirSync(join(outDir, 'masks'), { recursive: true });
    for (let index = 0; index < frames; index++) {
      await delay(workMs / frames, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return { kind: 'cancelled' };
      writeFileSync(join(outDir, 'masks', `0000${index}.png`), standInMask(digest, config, index));
      onProgress({
        stage: 'masks',
        done: index + 1,
        total: frames,
        fraction: (index + 1) / frames,
        etaSec: null,
        note: null,
      });
    }
    writeFileSync(
      join(outDir, 'run.json'),
      JSON.stringify({ clip, outDir, masksDir: join(outDir, 'masks') }),
    );
    return { kind: 'done', digest, frameCount: frames, computedFrameCount: frames, provider: 'cpu' };
  };

/** The digest of a clip that is one file. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
