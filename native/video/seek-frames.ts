import type { StageContext } from '../context.ts';
import { throwIfCancelled } from '../errors.ts';
import type { RasterSize } from '../raster/types.ts';
import type { ClipInfo, VideoClip } from './clip.ts';
import { decodeFrames, type Frame, splitFrames } from './decode-frames.ts';
import { seekArguments } from './ffmpeg-arguments.ts';
import { createVideoReportReader } from './ffmpeg-output.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/** Which frames of a clip, and at what size: `fromIndex` up to and without `toIndex`. */
export interface SeekOptions {
  readonly size: RasterSize;
  readonly fromIndex: number;
  readonly toIndex: number;
}

/** Videos that cannot be jumped into, by their paths. */
const unseekable = new Set<string>();

/** The time halfway between a frame and its predecessor, and half of that distance; null where times do not tell. */
function jumpBefore({ timesSec }: VideoClip, index: number): { atSec: number; slackSec: number } | null {
  const [before, time] = [timesSec[index - 1]!, timesSec[index]!];
  const gapSec = time - before;
  // A hundred microseconds: what is lost when times are rounded on the way.
  return gapSec > 2e-4 ? { atSec: before + gapSec / 2, slackSec: gapSec / 2 } : null;
}

/** Frames after a jump; ends without any where the first is not at the time that the probe told. */
async function* jump(
  clip: VideoClip,
  { size, fromIndex, toIndex }: SeekOptions,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const point = fromIndex === 0 ? null : jumpBefore(clip, fromIndex);
  if (point === null && fromIndex > 0) return;
  const reader = createVideoReportReader();
  const range = { size, fromSec: point?.atSec ?? null, frameCount: toIndex - fromIndex };
  const ffmpeg = spawnFfmpeg(seekArguments(clip.path, range), signal, (line) => reader.push(line));
  ffmpeg.stdin.end();
  let index = fromIndex;
  try {
    const pieces = splitFrames(ffmpeg.stdout as AsyncIterable<Uint8Array>, size.widthPx * size.heightPx * 3);
    for await (const data of pieces) {
      throwIfCancelled(signal);
      if (index === fromIndex && point !== null && !(await arrived(reader, point.slackSec))) return;
      yield { index, timeSec: clip.timesSec[index]!, image: { ...size, data } };
      if (++index === toIndex) return;
    }
  } finally {
    await ffmpeg.stop();
  }
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
  if (clip.kind === 'video' && !unseekable.has(clip.path)) {
    for await (const frame of jump(clip, options, context.signal)) {
      yield frame;
      next = frame.index + 1;
    }
    // An ffmpeg that was killed before its first frame tells nothing about the video.
    throwIfCancelled(context.signal);
    if (next === options.fromIndex) unseekable.add(clip.path);
  }
  if (next < options.toIndex) yield* decodeFrames(clip, { ...options, fromIndex: next }, context);
}
