import type { RasterSize } from '../raster/types.ts';

/** What an encoder is told: raw frames of `size` come on its standard input, `frameRate` per second. */
export interface ExportTarget {
  readonly outPath: string;
  readonly size: RasterSize;
  readonly frameRate: number;
}

/** A format for editing tools. */
export interface ExportFormat {
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly description: string;
  /** `-cutout.mov`, say: what follows the clip's name in that of the file, or of the folder of frames. */
  readonly suffix: string;
  /** A frame of a folder, or the raw frames that an encoder of ffmpeg takes. */
  readonly writes:
    | { readonly kind: 'frames' }
    | {
        readonly kind: 'video';
        readonly pixels: 'rgba' | 'gray';
        /** The encoder's name, as `ffmpeg -encoders` lists it. */
        readonly encoder: string;
        arguments(target: ExportTarget): string[];
      };
}

/** Raw frames from standard input; one picture a frame, none twice or left out. */
function rawInput(pixels: 'rgba' | 'gray', { size, frameRate }: ExportTarget): string[] {
  const input = ['-hide_banner', '-nostdin', '-nostats', '-y', '-f', 'rawvideo', '-pix_fmt', pixels];
  return [
    ...input,
    ...['-video_size', `${size.widthPx}x${size.heightPx}`],
    ...['-framerate', String(frameRate), '-i', 'pipe:0', '-fps_mode', 'passthrough'],
  ];
}

/** Colours as HD video has them; without it tools guess, and guess differently. */
const bt709 = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
const toBt709 = 'scale=out_color_matrix=bt709:out_range=tv';
const file = ({ outPath }: ExportTarget) => `file:${outPath}`;

const pngRgba: ExportFormat = {
  id: 'png-rgba',
  title: 'PNG sequence with alpha',
  description:
    'One PNG per frame, the source’s colours with the mask as straight alpha: every compositing and editing tool reads it.',
  suffix: '-cutout',
  writes: { kind: 'frames' },
};

const prores4444: ExportFormat = {
  id: 'prores4444',
  title: 'ProRes 4444 with alpha',
  description:
    'A QuickTime film with straight alpha for Final Cut Pro, Premiere Pro, After Effects, DaVinci Resolve and Nuke.',
  suffix: '-cutout.mov',
  writes: {
    kind: 'video',
    pixels: 'rgba',
    encoder: 'prores_ks',
    arguments: (target) => [
      ...rawInput('rgba', target),
      ...['-vf', toBt709, '-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le'],
      ...['-alpha_bits', '16', '-vendor', 'apl0', ...bt709, '-f', 'mov', file(target)],
    ],
  },
};

const matteMp4: ExportFormat = {
  id: 'matte-mp4',
  title: 'Black-and-white matte video',
  description:
    'The mask as an H.264 video, white on black, to be used as a track or luma matte where a tool takes no alpha.',
  suffix: '-matte.mp4',
  writes: {
    kind: 'video',
    pixels: 'gray',
    encoder: 'libx264',
    arguments: (target) => [
      ...rawInput('gray', target),
      // yuv420p, which all tools play, has even sides only.
      ...['-vf', `crop=trunc(iw/2)*2:trunc(ih/2)*2,${toBt709}`, '-c:v', 'libx264', '-preset', 'medium'],
      ...[
        '-crf',
        '10',
        '-pix_fmt',
        'yuv420p',
        ...bt709,
        '-movflags',
        '+faststart',
        '-f',
        'mp4',
        file(target),
      ],
    ],
  },
};

const webmAlpha: ExportFormat = {
  id: 'webm-alpha',
  title: 'WebM with alpha',
  description: 'A VP9 video with alpha for web pages, OBS and Blender.',
  suffix: '-cutout.webm',
  writes: {
    kind: 'video',
    pixels: 'rgba',
    encoder: 'libvpx-vp9',
    arguments: (target) => [
      ...rawInput('rgba', target),
      // VP9's alternate reference frames and its alpha layer do not go together.
      ...['-vf', toBt709, '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-auto-alt-ref', '0'],
      ...['-b:v', '0', '-crf', '20', '-deadline', 'good', '-cpu-used', '4', '-row-mt', '1'],
      ...[...bt709, '-f', 'webm', file(target)],
    ],
  },
};

/** The formats by name, in the order in which they are offered. */
export const formats: readonly ExportFormat[] = [pngRgba, prores4444, matteMp4, webmAlpha];
