import ffmpeg from 'fluent-ffmpeg';
import type { FfmpegCommand } from 'fluent-ffmpeg';
import { ffmpegArguments, fileAddress, localOnly, quietOptions } from '../base/ffmpeg-command.ts';
import type { RasterSize } from '../raster/types.ts';

/** A damaged stream is an error; without this ffmpeg invents the missing pixels and exits with 0. */
const strictly = ['-xerror'];

/** The input of `probe` and `decode`: alike, so that both see the same frames. */
const openVideo = (path: string, options: readonly string[]): FfmpegCommand =>
  ffmpeg(fileAddress(path)).inputOptions([...quietOptions, ...options, ...localOnly]);

/** The first stream that is a video (V: no cover picture), each frame once, whatever its time. */
const everyFrame = ['-map', '0:V:0', '-fps_mode', 'passthrough'];

function tellFrames(input: FfmpegCommand): string[] {
  const told = input.videoFilters('showinfo=checksum=0').outputOptions(everyFrame);
  return ffmpegArguments(told.format('null').output('pipe:1'));
}

/** Arguments that decode the video at `path` into nothing and tell each frame's time and size on stderr. */
export const probeArguments = (path: string): string[] => tellFrames(openVideo(path, strictly));

/** The same past errors, for videos that `probeArguments` fails for; one thread keeps errors and frames in order. */
export const damageArguments = (path: string): string[] => tellFrames(openVideo(path, ['-threads', '1']));

/** What of a video is decoded: scaled to `size`, frames `fromIndex` up to and without `toIndex`. */
export interface DecodeRange {
  readonly size: RasterSize;
  readonly fromIndex: number;
  readonly toIndex: number;
  readonly frameCount: number;
  /** How colours become RGB: 16 bits instead of 8, and the matrix of a file that does not tell its own. */
  readonly colours?: { readonly matrix: string | null; readonly isDeep: boolean };
}

/** The size is always said: a stream that changes its size midway would otherwise change the raw frames' length. */
const scaleTo = ({ widthPx, heightPx }: RasterSize) =>
  `scale=w=${widthPx}:h=${heightPx}:flags=bicubic+accurate_rnd+full_chroma_int`;

/** Arguments that write frames to standard output as rgb24, [H, W, 3] each, rotated as they are displayed. */
export function decodeArguments(path: string, range: DecodeRange): string[] {
  const { size, fromIndex, toIndex, frameCount, colours } = range;
  // A decoder reads ahead: what is broken behind the range must not end it.
  const strictness = toIndex === frameCount ? strictly : [];
  const whole = fromIndex === 0 && toIndex === frameCount;
  const trim = `trim=start_frame=${fromIndex}:end_frame=${toIndex}`;
  const matrix = colours?.matrix ?? null;
  const scaling = matrix === null ? scaleTo(size) : `${scaleTo(size)}:in_color_matrix=${matrix}`;
  const pixels = colours?.isDeep === true ? 'rgb48le' : 'rgb24';
  return ffmpegArguments(
    openVideo(path, strictness)
      .videoFilters([...(whole ? [] : [trim]), scaling])
      .outputOptions([...everyFrame, '-pix_fmt', pixels])
      .format('rawvideo')
      .output('pipe:1'),
  );
}

/** Frames from a point in time on, at `size`, at most `frameCount`. */
export interface SeekRange {
  readonly size: RasterSize;
  /** On the clock of the frames' times, between two of them; null: from the first frame. */
  readonly fromSec: number | null;
  readonly frameCount: number;
}

/** Opens a video at a time and maps what follows; `scaling` is the filter that brings frames to their size. */
function seekCommand(path: string, { fromSec, frameCount }: SeekRange, scaling: string): FfmpegCommand {
  // The digest and the first decoding have told that the file is whole; broken references after a jump are no damage.
  const input = ffmpeg(fileAddress(path)).inputOptions([...quietOptions, ...localOnly]);
  if (fromSec !== null) input.inputOptions(['-ss', fromSec.toFixed(6)]);
  return input
    .videoFilters(['showinfo=checksum=0', scaling])
    .outputOptions([...everyFrame, '-frames:v', String(frameCount)]);
}

/**
 * Arguments that jump to a time and write the frames after it as rgb24, as `decodeArguments` does, and tell their times
 * (counted from there) on stderr, so that the jump can be checked.
 */
export function seekArguments(path: string, range: SeekRange): string[] {
  const command = seekCommand(path, range, scaleTo(range.size)).outputOptions(['-pix_fmt', 'rgb24']);
  return ffmpegArguments(command.format('rawvideo').output('pipe:1'));
}

/**
 * The same with each frame as a JPEG, in parts that tell their length (`splitParts`). The pixels never become RGB on the
 * way, which takes half the time; their matrix and range are those that every JPEG has.
 */
export function seekJpegArguments(path: string, range: SeekRange): string[] {
  const { widthPx, heightPx } = range.size;
  const scaling = `scale=w=${widthPx}:h=${heightPx}:flags=bicubic:out_color_matrix=bt601:out_range=full`;
  const command = seekCommand(path, range, scaling).outputOptions(['-pix_fmt', 'yuvj420p']);
  // With more threads, or without flushing, a frame would come only with the ones after it.
  const promptly = ['-threads', '1', '-flush_packets', '1'];
  return ffmpegArguments(
    command
      .videoCodec('mjpeg')
      .outputOptions(['-q:v', '3', ...promptly])
      .format('mpjpeg')
      .output('pipe:1'),
  );
}

/** Arguments that write the first frame after `atSec` to standard output as PNG, no side above `maxSidePx`. */
export function stillArguments(path: string, atSec: number, maxSidePx: number): string[] {
  const fit = `scale=w='min(${maxSidePx},iw)':h='min(${maxSidePx},ih)':force_original_aspect_ratio=decrease`;
  return ffmpegArguments(
    ffmpeg(fileAddress(path))
      .inputOptions([...quietOptions, ...localOnly, '-ss', String(atSec)])
      .videoFilters(fit)
      .outputOptions(['-map', '0:V:0', '-frames:v', '1', '-c:v', 'png'])
      .format('image2pipe')
      .output('pipe:1'),
  );
}

/** What is encoded: rgb24 frames of `size` at `frameRate` per second into the file `outPath`. */
export interface EncodeTarget {
  readonly outPath: string;
  readonly size: RasterSize;
  readonly frameRate: number;
}

/**
 * Arguments that encode rgb24 frames from standard input as H.264, yuv420p, BT.709, index first: what browsers,
 * phones and editing tools all play. Odd sides lose their last row or column, as yuv420p has even sides only.
 */
export function encodeArguments(target: EncodeTarget): string[] {
  const { size, frameRate, outPath } = target;
  return ffmpegArguments(
    ffmpeg()
      .input('pipe:0')
      .inputFormat('rawvideo')
      .inputOptions([...quietOptions, '-pix_fmt', 'rgb24', '-framerate', String(frameRate)])
      .inputOptions(['-video_size', `${size.widthPx}x${size.heightPx}`])
      .videoFilters(['crop=trunc(iw/2)*2:trunc(ih/2)*2', 'scale=out_color_matrix=bt709:out_range=tv'])
      .videoCodec('libx264')
      .outputOptions(['-preset', 'superfast', '-crf', '20', '-pix_fmt', 'yuv420p'])
      .outputOptions(['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'])
      .outputOptions(['-movflags', '+faststart', '-fps_mode', 'passthrough'])
      .format('mp4')
      .output(fileAddress(outPath)),
  );
}
