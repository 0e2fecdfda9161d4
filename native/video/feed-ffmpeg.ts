import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StageContext } from '../base/context.ts';
import { throwIfCancelled } from '../base/errors.ts';
import { writeFailure } from '../base/atomic-file.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/**
 * Runs ffmpeg with `bytes` on its standard input, which it takes as fast as it encodes. Throws a sentence that names
 * `outPath`, which it writes, where it fails, and the cancellation error; `bytes` is closed then.
 */
export async function feedFfmpeg(
  args: readonly string[],
  bytes: AsyncIterable<Uint8Array>,
  outPath: string,
  { signal }: StageContext,
): Promise<void> {
  const ffmpeg = spawnFfmpeg(args, signal);
  ffmpeg.stdout.resume();
  try {
    const source = Readable.from(bytes, { highWaterMark: 1 });
    await pipeline(source, ffmpeg.stdin).catch((error: unknown) => {
      throwIfCancelled(signal);
      if (!isBrokenPipe(error)) throw error;
    });
    const end = await ffmpeg.ended;
    throwIfCancelled(signal);
    if (end.kind === 'failed') throw writeFailure(outPath, end.reason);
  } finally {
    await ffmpeg.stop();
  }
}

/** Whether ffmpeg went away first; its own exit tells why. */
const isBrokenPipe = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EPIPE' || error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE');
