import type { StageContext } from '../base/context.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError, throwIfCancelled } from '../base/errors.ts';
import { readRgbImage } from '../raster/image-file.ts';
import type { RasterSize, RgbImage } from '../raster/types.ts';
import { type ClipInfo, type FolderClip, type VideoClip, sourceIndex } from './clip.ts';
import { deepWhite } from './deep-white.ts';
import { decodeArguments } from './ffmpeg-arguments.ts';
import type { DecodeRange } from './ffmpeg-arguments.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/** One frame of a clip: its number from 0, its presentation time, its picture as displayed. */
export interface Frame {
  readonly index: number;
  readonly timeSec: number;
  readonly image: RgbImage;
  /** The picture at 16 bits, [H, W, 3] of 0..65535, where it was asked for. */
  readonly deep?: Uint16Array;
}

/** How a video's colours become RGB. */
export interface SourceColours {
  /** ffmpeg's name of the matrix where the file does not tell; null leaves the choice to ffmpeg. */
  readonly matrix: string | null;
  /** Whether frames come at 16 bits too. */
  readonly isDeep: boolean;
}

/** Which frames, and at what size: the clip's own size and all frames where nothing is said. */
export interface DecodeOptions {
  readonly size?: RasterSize;
  readonly fromIndex?: number;
  /** One past the last frame. */
  readonly toIndex?: number;
  readonly colours?: SourceColours;
  /** Gives the memory of so many bytes for a video's frame: memory that threads share, say. */
  readonly memory?: (bytes: number) => Uint8Array;
}

const ownMemory = (bytes: number): Uint8Array => new Uint8Array(bytes);

/** Brings 16-bit samples whose white is `white` to the whole range, in place; returns them rounded to 8 bits. */
function spread(deep: Uint16Array, white: number): Uint8Array {
  const bytes = new Uint8Array(deep.length);
  const gain = 65535 / white;
  for (let i = 0; i < bytes.length; i++) {
    const level = Math.min(gain * deep[i]!, 65535) + 0.5;
    deep[i] = level;
    bytes[i] = (level + 128) / 257;
  }
  return bytes;
}

/** Cuts a byte stream into pieces of `frameBytes`; an incomplete last piece is dropped. */
export async function* splitFrames(
  chunks: AsyncIterable<Uint8Array>,
  frameBytes: number,
  memory = ownMemory,
): AsyncGenerator<Uint8Array, void, void> {
  let frame = memory(frameBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length;) {
      const part = chunk.subarray(offset, offset + frameBytes - filled);
      frame.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled < frameBytes) continue;
      yield frame;
      frame = memory(frameBytes);
      filled = 0;
    }
  }
}

function unevenCount(clip: VideoClip, expected: number, decoded: number) {
  return failedError(
    `The video ${clip.path} gave ${decoded} frames where ${expected} were counted before; it has changed ` +
      'meanwhile or is damaged.',
    { clip: clip.name },
  );
}

/** Frames of a video; ffmpeg waits while the pipe is full, so it is never more than a frame or two ahead. */
async function* decodeVideo(
  clip: VideoClip,
  range: DecodeRange,
  memory: (bytes: number) => Uint8Array,
  context: StageContext,
): AsyncGenerator<Frame> {
  const { size, fromIndex, toIndex } = range;
  const inWhole = {
    ...range,
    fromIndex: sourceIndex(clip, fromIndex),
    toIndex: sourceIndex(clip, toIndex),
    frameCount: clip.part?.wholeCount ?? range.frameCount,
  };
  const ffmpeg = spawnFfmpeg(decodeArguments(clip.path, inWhole), context.signal);
  ffmpeg.stdin.end();
  let index = fromIndex;
  try {
    const isDeep = range.colours?.isDeep === true;
    const white = isDeep ? await deepWhite(context.signal) : 0;
    const frameBytes = size.widthPx * size.heightPx * (isDeep ? 6 : 3);
    const pieces = splitFrames(ffmpeg.stdout as AsyncIterable<Uint8Array>, frameBytes, memory);
    for await (const bytes of pieces) {
      throwIfCancelled(context.signal);
      if (index === toIndex) throw unevenCount(clip, toIndex - fromIndex, index + 1 - fromIndex);
      const at = { index, timeSec: clip.timesSec[index]! };
      if (isDeep) {
        const deep = new Uint16Array(bytes.buffer);
        yield { ...at, image: { ...size, data: spread(deep, white) }, deep };
      } else yield { ...at, image: { ...size, data: bytes } };
      index++;
    }
    const end = await ffmpeg.ended;
    throwIfCancelled(context.signal);
    if (end.kind === 'failed')
      throw failedError(`The video ${clip.path} cannot be decoded: ${end.reason}.`, {
        clip: clip.name,
        words: errorWords('video-undecodable', { path: clip.path, reason: end.reason }),
      });
    if (index !== toIndex) throw unevenCount(clip, toIndex - fromIndex, index - fromIndex);
  } finally {
    await ffmpeg.stop();
  }
}

/** How many pictures of a folder are read ahead of the one that is asked for. */
const readAhead = 3;

/** Frames of a folder, a few of them read ahead, in order. */
async function* readFolder(
  clip: FolderClip,
  range: DecodeRange,
  context: StageContext,
): AsyncGenerator<Frame> {
  const pending: Promise<RgbImage>[] = [];
  let next = range.fromIndex;
  for (let index = range.fromIndex; index < range.toIndex; index++) {
    throwIfCancelled(context.signal);
    for (; next < range.toIndex && next <= index + readAhead; next++) {
      const image = readRgbImage(clip.framePaths[next]!, range.size);
      // Its failure is thrown when its turn comes; until then it must not count as unhandled.
      image.catch(() => undefined);
      pending.push(image);
    }
    yield { index, timeSec: clip.timesSec[index]!, image: await pending.shift()! };
  }
}

/**
 * The frames of a probed clip in order, each exactly once, rotated as displayed and scaled (bicubic) to `size`.
 * Memory is bounded by a few frames: what the consumer does not take is not decoded. Leaving the loop or aborting
 * ends ffmpeg; fewer or more frames than were counted are an error.
 */
export async function* decodeFrames(
  clip: ClipInfo,
  options: DecodeOptions,
  context: StageContext,
): AsyncGenerator<Frame, void, undefined> {
  const { frameCount, widthPx, heightPx } = clip;
  const { size = { widthPx, heightPx }, fromIndex = 0, toIndex = frameCount } = options;
  if (!(fromIndex >= 0 && fromIndex <= toIndex && toIndex <= frameCount))
    throw new RangeError(`frames ${fromIndex} to ${toIndex} of a clip of ${frameCount}`);
  if (fromIndex === toIndex) return;
  const { colours, memory = ownMemory } = options;
  const range: DecodeRange = {
    size,
    fromIndex,
    toIndex,
    frameCount,
    ...(colours === undefined ? {} : { colours }),
  };
  if (clip.kind === 'video') yield* decodeVideo(clip, range, memory, context);
  else yield* readFolder(clip, range, context);
}
