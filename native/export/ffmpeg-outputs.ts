import ffmpeg from 'fluent-ffmpeg';
import { ffmpegArguments, fileAddress, localOnly, quietOptions } from '../base/ffmpeg-command.ts';
import type { RasterSize } from '../raster/types.ts';
import { type ColourPlan, colourTags } from './colour-plan.ts';
import type { ExportFormat } from './export-formats.ts';

/** Pictures per second as a fraction. */
export interface Rate {
  readonly num: number;
  readonly den: number;
}

/** Frames per second. */
export const rateValue = ({ num, den }: Rate): number => num / den;

/** What an encoder of a part of an export is told. */
export interface PartTarget {
  /** A movie's file; of a sequence, the pattern of its frames with %0Nd. */
  readonly path: string;
  readonly size: RasterSize;
  readonly rate: Rate;
  readonly colours: ColourPlan;
  readonly pixelAspect: readonly [number, number];
  /** The number of a sequence's first frame. */
  readonly startNumber: number;
}

/** Whether ffmpeg turns a format's raw pixels into the movie's Y'CbCr, and back. */
const isConverted = ({ kind, id, pixels }: ExportFormat): boolean =>
  kind === 'movie' && id !== 'ffv1' && pixels !== 'yuva444p10le';

/** Filters from raw pixels to the encoder's: RGB becomes YCbCr by the source's own matrix, so that nothing shifts. */
function filters(format: ExportFormat, { colours, pixelAspect }: PartTarget): string[] {
  const aspect = `setsar=${pixelAspect[0]}/${pixelAspect[1]}`;
  return [
    ...(format.isEven === true ? ['crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0'] : []),
    ...(isConverted(format)
      ? [
          `scale=in_range=pc:out_range=tv:out_color_matrix=${colours.matrix}:flags=bicubic+accurate_rnd+full_chroma_int`,
        ]
      : []),
    aspect,
  ];
}

/** Arguments that encode raw frames from standard input into a part of an export. */
export function partArguments(format: ExportFormat, target: PartTarget): string[] {
  const { size, rate, path, startNumber, colours } = target;
  const command = ffmpeg()
    .input('pipe:0')
    .inputFormat('rawvideo')
    .inputOptions([...quietOptions, '-y', '-pix_fmt', format.pixels])
    .inputOptions(['-video_size', `${size.widthPx}x${size.heightPx}`])
    .inputOptions(['-framerate', `${rate.num}/${rate.den}`])
    .videoFilters(filters(format, target))
    .outputOptions(['-fps_mode', 'passthrough', ...format.codec])
    .output(fileAddress(path));
  return ffmpegArguments(
    format.kind === 'sequence'
      ? command.format('image2').outputOptions(['-start_number', String(startNumber)])
      : command.outputOptions(format.id === 'ffv1' ? [] : colourTags(colours)).format(format.muxer!),
  );
}

/** What a movie's parts are joined to. */
export interface JoinTarget {
  readonly path: string;
  /** A list of parts as ffmpeg's concat demuxer reads it. */
  readonly listPath: string;
  readonly colours: ColourPlan;
  readonly timecode: string | null;
  readonly rate: Rate;
  /** The source with the sound, and where in it the export begins and how long it is; null without sound. */
  readonly sound: { readonly path: string; readonly fromSec: number; readonly lengthSec: number } | null;
}

const proresPrimaries = new Set(['bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte431', 'smpte432']);
const proresTransfers = new Set(['bt709', 'smpte2084', 'arib-std-b67']);
const proresMatrices: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  smpte170m: 'smpte170m',
  // BT.601 of 625 lines has the numbers of that of 525.
  bt470bg: 'smpte170m',
  bt2020nc: 'bt2020nc',
};

/** ffmpeg's ProRes encoder leaves the frame headers' colours unknown, by which Resolve and Final Cut go. */
function proresHeader({ primaries, transfer, matrixTag }: ColourPlan): string[] {
  const known = (names: ReadonlySet<string>, name: string) => (names.has(name) ? name : 'unknown');
  const options = [
    `color_primaries=${known(proresPrimaries, primaries)}`,
    `color_trc=${known(proresTransfers, transfer)}`,
    // What the filter calls unknown is read as RGB: as the encoder has it is better.
    `colorspace=${proresMatrices[matrixTag] ?? 'auto'}`,
  ];
  return ['-bsf:v', `prores_metadata=${options.join(':')}`];
}

/** Arguments that join a movie's parts without encoding them again, with timecode, tags and sound. */
export function joinArguments(format: ExportFormat, target: JoinTarget): string[] {
  const { path, listPath, colours, timecode, sound } = target;
  const isQuickTime = format.muxer === 'mov' || format.muxer === 'mp4';
  const command = ffmpeg(fileAddress(listPath))
    .inputFormat('concat')
    .inputOptions([...quietOptions, '-y', '-safe', '0', ...localOnly]);
  if (sound !== null)
    command
      .input(fileAddress(sound.path))
      .inputOptions(['-ss', sound.fromSec.toFixed(6), '-t', sound.lengthSec.toFixed(6), ...localOnly]);
  return ffmpegArguments(
    command
      .outputOptions(['-map', '0:v:0', ...(sound === null ? [] : ['-map', '1:a?'])])
      .outputOptions(['-c', 'copy', '-map_metadata', '-1'])
      .outputOptions(format.encoder === 'prores_ks' ? proresHeader(colours) : [])
      .outputOptions(format.id === 'ffv1' ? [] : colourTags(colours))
      .outputOptions(format.muxer === 'webm' ? ['-metadata:s:v:0', 'alpha_mode=1'] : [])
      .outputOptions(timecode !== null && format.muxer !== 'webm' ? ['-timecode', timecode] : [])
      .outputOptions(
        isQuickTime
          ? ['-movflags', '+faststart+write_colr', '-video_track_timescale', String(timescale(target.rate))]
          : [],
      )
      .format(format.muxer!)
      .output(fileAddress(path)),
  );
}

/** A clock on which every frame of a rate falls on a whole tick. */
const timescale = ({ num, den }: Rate): number => (den === 1 && num < 1000 ? num * 1000 : num);

/** Arguments that decode what was written, every `lineStep`th line, to raw frames on standard output, so that it can be compared. */
export function readBackArguments(
  format: ExportFormat,
  { path, startNumber, colours }: Pick<PartTarget, 'path' | 'startNumber' | 'colours'>,
  pixels: string,
  lineStep: number,
): string[] {
  const command = ffmpeg(fileAddress(path)).inputOptions([...quietOptions, '-xerror', ...localOnly]);
  if (format.kind === 'sequence')
    command.inputFormat('image2').inputOptions(['-start_number', String(startNumber)]);
  // ffmpeg's own VP9 decoder leaves the alpha out.
  else if (format.encoder === 'libvpx-vp9') command.inputOptions(['-c:v', 'libvpx-vp9']);
  // Every second line is kept, again and again: no pixel is copied, and the fewer are converted.
  for (let step = 1; step < lineStep; step *= 2) command.videoFilters('field=type=top');
  if (isConverted(format))
    command.videoFilters(
      `scale=in_range=tv:out_range=pc:in_color_matrix=${colours.matrix}:flags=bicubic+accurate_rnd+full_chroma_int`,
    );
  return ffmpegArguments(
    command
      .outputOptions(['-map', '0:v:0', '-fps_mode', 'passthrough', '-pix_fmt', pixels])
      .format('rawvideo')
      .output('pipe:1'),
  );
}
