import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StageContext } from '../context.ts';
import { throwIfCancelled } from '../errors.ts';
import { writeFailure, writeThenRename } from '../raster/atomic-file.ts';
import type { RasterSize, RgbImage } from '../raster/types.ts';
import { encodeArguments } from './ffmpeg-arguments.ts';
import type { EncodeTarget } from './ffmpeg-arguments.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/** Where an overlay video is written, at which size, and when each picture is shown: by times or by a rate. */
export type OverlayTarget = { readonly outPath: string; readonly size: RasterSize } & (
  { readonly timesSec: Float64Array } | { readonly frameRate: number }
);

/** The rate of a single picture, which has no spacing to tell it. */
const stillRate = 25;

/** Average frames per second of `timesSec`, ascending. */
function averageRate(timesSec: Float64Array): number {
  const spanSec = timesSec.at(-1)! - timesSec[0]!;
  return timesSec.length > 1 && spanSec > 0 ? (timesSec.length - 1) / spanSec : stillRate;
}

/** The frames' bytes, each checked against the announced size, as one unit of progress each. */
async function* bytesOf(
  frames: AsyncIterable<RgbImage>,
  size: RasterSize,
  context: StageContext,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const frame of frames) {
    throwIfCancelled(context.signal);
    if (frame.widthPx !== size.widthPx || frame.heightPx !== size.heightPx)
      throw new RangeError(`a frame of ${frame.widthPx}x${frame.heightPx} in a video of another size`);
    yield frame.data;
    context.progress.report(++done, done);
  }
  if (done === 0) throw new RangeError('a video needs at least one frame');
}

/** Feeds the frames to ffmpeg, which takes them as fast as it encodes; ends with its exit code. */
async function encode(
  outPath: string,
  target: EncodeTarget,
  frames: AsyncIterable<RgbImage>,
  context: StageContext,
): Promise<void> {
  const ffmpeg = spawnFfmpeg(encodeArguments(target), context.signal);
  ffmpeg.stdout.resume();
  try {
    const bytes = Readable.from(bytesOf(frames, target.size, context), { highWaterMark: 1 });
    await pipeline(bytes, ffmpeg.stdin).catch((error: unknown) => {
      throwIfCancelled(context.signal);
      if (!isBrokenPipe(error)) throw error;
    });
    const end = await ffmpeg.ended;
    throwIfCancelled(context.signal);
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

/**
 * Encodes `frames` as H.264 (yuv420p, index first) into `outPath`, written beside it and renamed when complete, one
 * frame per picture at the average rate. Odd sides lose their last row or column. Nothing stays behind on failure
 * or cancellation; `frames` is closed then.
 */
export async function encodeOverlay(
  target: OverlayTarget,
  frames: AsyncIterable<RgbImage>,
  context: StageContext,
): Promise<void> {
  const { size } = target;
  const frameRate = 'timesSec' in target ? averageRate(target.timesSec) : target.frameRate;
  await writeThenRename(target.outPath, (temporaryPath) =>
    encode(target.outPath, { size, frameRate, outPath: temporaryPath }, frames, context),
  );
}
