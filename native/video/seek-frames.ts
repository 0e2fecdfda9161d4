import type { StageContext } from '../base/context.ts';
import { throwIfCancelled } from '../base/errors.ts';
import { encodeRgbJpeg, previewQuality } from '../raster/image-file.ts';
import type { RasterSize } from '../raster/types.ts';
import { type ClipInfo, type VideoClip, sourceIndex } from './clip.ts';
import { decodeFrames, type DecodeOptions, type Frame, splitFrames } from './decode-frames.ts';
import { seekArguments, seekJpegArguments, type SeekRange } from './ffmpeg-arguments.ts';
import { createVideoReportReader } from './ffmpeg-output.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';
import { splitParts } from './split-parts.ts';

/** Which frames of a clip, and at what size: `fromIndex` up to and without `toIndex`. */
export interface SeekOptions {
  readonly size: RasterSize;
  readonly fromIndex: number;
  readonly toIndex: number;
}

/** Videos that cannot be jumped into, by their paths. */
const unseekable = new Set<string>();

/** The time halfway between a frame and its predecessor, and half of that distance; null where times do not tell. */
function jumpBefore({ timesSec, part }: VideoClip, index: number) {
  const [before, time] = [timesSec[index - 1] ?? part!.beforeSec, timesSec[index]!];
  const gapSec = time - before;
  // A hundred microseconds: what is lost when times are rounded on the way.
  return gapSec > 2e-4 ? { atSec: before + gapSec / 2, slackSec: gapSec / 2 } : null;
}

/** What ffmpeg writes of each frame: with which arguments, and where one ends and the next begins. */
interface Output {
  argumentsOf(path: string, range: SeekRange): string[];
  split(bytes: AsyncIterable<Uint8Array>, size: RasterSize): AsyncIterable<Uint8Array>;
}

const rgbOutput: Output = {
  argumentsOf: seekArguments,
  split: (bytes, { widthPx, heightPx }) => splitFrames(bytes, widthPx * heightPx * 3),
};
const jpegOutput: Output = { argumentsOf: seekJpegArguments, split: splitParts };

/** Frames after a jump as `output` gives them; ends without any where the first is not at the time that the probe told. */
async function* jump(
  clip: VideoClip,
  output: Output,
  { size, fromIndex, toIndex }: SeekOptions,
  signal: AbortSignal,
): AsyncGenerator<{ readonly index: number; readonly data: Uint8Array }> {
  if (unseekable.has(clip.path)) return;
  const isFirst = sourceIndex(clip, fromIndex) === 0;
  const point = isFirst ? null : jumpBefore(clip, fromIndex);
  const reader = createVideoReportReader();
  const range = { size, fromSec: point?.atSec ?? null, frameCount: toIndex - fromIndex };
  let index = fromIndex;
  if (point !== null || isFirst) {
    const ffmpeg = spawnFfmpeg(output.argumentsOf(clip.path, range), signal, (line) => reader.push(line));
    ffmpeg.stdin.end();
    try {
      for await (const data of output.split(ffmpeg.stdout as AsyncIterable<Uint8Array>, size)) {
        throwIfCancelled(signal);
        if (index === fromIndex && point !== null && !(await arrived(reader, point.slackSec))) break;
        yield { index, data };
        if (++index === toIndex) break;
      }
    } finally {
      await ffmpeg.stop();
    }
  }
  // An ffmpeg that was killed before its first frame tells nothing about the video.
  throwIfCancelled(signal);
  if (index === fromIndex) unseekable.add(clip.path);
}

/** Whether the first frame came at the time, counted from the jump, that it lies behind it. */
async function arrived(reader: { report(): { timesSec: readonly (number | null)[] } }, slackSec: number) {
  // The time is told on another pipe than the pixels: a turn of the event loop or a few may lie between.
  for (let turn = 0; turn < 200 && reader.report().timesSec.length === 0; turn++)
    await new Promise((resolve) => setTimeout(resolve, 1));
  const first = reader.report().timesSec[0] ?? null;
  return first !== null && Math.abs(first - slackSec) < slackSec * 0.9;
}

/**
 * Frames of a clip from any place, as `decodeFrames` gives them, but without decoding what lies before the last key
 * frame: the first comes within a fraction of a second. A video that does not allow jumps is decoded from its start.
 */
export async function* seekFrames(
  clip: ClipInfo,
  options: SeekOptions,
  context: StageContext,
): AsyncGenerator<Frame, void, undefined> {
  let next = options.fromIndex;
  if (clip.kind === 'video')
    for await (const { index, data } of jump(clip, rgbOutput, options, context.signal)) {
      yield { index, timeSec: clip.timesSec[index]!, image: { ...options.size, data } };
      next = index + 1;
    }
  if (next < options.toIndex) yield* decodeFrames(clip, { ...options, fromIndex: next }, context);
}

/**
 * As `decodeFrames`, for one pass of many over a clip: a part of a video is jumped to, for each pass would otherwise decode
 * all that lies before it.
 */
export function passFrames(
  clip: ClipInfo,
  options: DecodeOptions,
  context: StageContext,
): AsyncGenerator<Frame, void, undefined> {
  if (clip.part === null || options.colours !== undefined) return decodeFrames(clip, options, context);
  const { widthPx, heightPx, frameCount } = clip;
  return seekFrames(
    clip,
    { size: { widthPx, heightPx }, fromIndex: 0, toIndex: frameCount, ...options },
    context,
  );
}

/** A frame for showing. */
export interface JpegFrame {
  readonly index: number;
  readonly jpeg: Uint8Array;
}

/** The frames of a video that `seekFrames` gives, each as a JPEG. */
export async function* seekJpegs(
  clip: VideoClip,
  options: SeekOptions,
  context: StageContext,
): AsyncGenerator<JpegFrame, void, undefined> {
  let next = options.fromIndex;
  for await (const { index, data } of jump(clip, jpegOutput, options, context.signal)) {
    yield { index, jpeg: data };
    next = index + 1;
  }
  if (next === options.toIndex) return;
  for await (const { index, image } of decodeFrames(clip, { ...options, fromIndex: next }, context))
    yield { index, jpeg: await encodeRgbJpeg(image, previewQuality) };
}
