import { once } from 'node:events';
import { writeFailure } from '../base/atomic-file.ts';
import { throwIfCancelled } from '../base/errors.ts';
import { within } from '../base/patience.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/** An ffmpeg that takes raw frames and writes a file. */
export interface FfmpegWriter {
  /** Hands over a frame; waits while ffmpeg is behind. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the input and waits for the file; throws a sentence that names it where it failed. */
  finish(): Promise<void>;
  /** Kills it where it still runs. */
  stop(): Promise<void>;
}

/** How long ffmpeg may take or give no frame before it counts as hanging. */
export const FFMPEG_PATIENCE_MS = 180_000;

/** Starts ffmpeg with raw frames on its standard input; `outPath` is named in errors. */
export function startFfmpegWriter(
  args: readonly string[],
  outPath: string,
  signal: AbortSignal,
  patienceMs = FFMPEG_PATIENCE_MS,
): FfmpegWriter {
  const ffmpeg = spawnFfmpeg(args, signal);
  ffmpeg.stdout.resume();
  const failed = ffmpeg.ended.then((end) => {
    throwIfCancelled(signal);
    if (end.kind !== 'done')
      throw writeFailure(outPath, end.kind === 'failed' ? end.reason : 'ffmpeg was ended by someone else');
  });
  // Met when the next frame is written, or at the end.
  failed.catch(() => undefined);

  const inTime = <T>(work: Promise<T>) =>
    within(work, patienceMs, () => writeFailure(outPath, 'ffmpeg hangs'));

  return {
    async write(bytes) {
      throwIfCancelled(signal);
      if (ffmpeg.stdin.destroyed) await failed;
      if (ffmpeg.stdin.write(bytes)) return;
      // A broken pipe is told by how ffmpeg ended.
      await inTime(Promise.race([once(ffmpeg.stdin, 'drain').catch(() => failed), failed]));
    },
    async finish() {
      ffmpeg.stdin.end();
      await inTime(failed);
    },
    stop: () => ffmpeg.stop(),
  };
}
