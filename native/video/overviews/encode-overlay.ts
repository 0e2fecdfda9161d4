import type { StageContext } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { writeThenRename } from '../../base/atomic-file.ts';
import type { RasterSize, RgbImage } from '../../raster/types.ts';
import { encodeArguments } from '../ffmpeg-arguments.ts';
import { feedFfmpeg } from '../feed-ffmpeg.ts';

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
    feedFfmpeg(
      encodeArguments({ size, frameRate, outPath: temporaryPath }),
      bytesOf(frames, size, context),
      target.outPath,
      context,
    ),
  );
}
