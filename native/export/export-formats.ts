/** How a frame is handed to ffmpeg, or kept: raw samples, row-major; planar where ffmpeg's name says so. */
export type RawPixels =
  'gray' | 'gray16le' | 'pal8' | 'rgb24' | 'rgba' | 'rgba64le' | 'yuva444p10le' | 'gbrap' | 'gbrapf32le';

/** What an export shows of a frame. */
export type Content = 'matte' | 'cutout' | 'overlay' | 'labels' | 'runs';

/** A format for editing tools: the whole of what the program knows of it. */
export interface ExportFormat {
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly description: string;
  readonly content: Content;
  readonly kind: 'sequence' | 'movie' | 'document';
  readonly extension: string;
  readonly pixels: RawPixels;
  /** How the colours and the alpha go together; null without alpha. */
  readonly alpha: 'straight' | 'premultiplied' | null;
  /** Whether colours are linear light (or as the source has them). */
  readonly isLinear?: boolean;
  /** The encoder's name, as `ffmpeg -encoders` lists it; null where the program writes the files itself. */
  readonly encoder: string | null;
  /** Pixel format, codec and quality, as ffmpeg takes them. */
  readonly codec: readonly string[];
  /** A movie's container, as ffmpeg calls it. */
  readonly muxer?: 'mov' | 'mp4' | 'webm' | 'matroska';
  /** Codecs of sound that the container takes as they are. */
  readonly audio?: readonly string[];
  /** The least width and height that the encoder takes. */
  readonly leastPx?: readonly [widthPx: number, heightPx: number];
  /** Both sides must be even: an odd last row or column is left out. */
  readonly isEven?: boolean;
  /** Chroma has half as many lines as luma. */
  readonly isChromaHalved?: boolean;
  /** Rounded up to ... by the encoder: largest mean and single difference, of 0..1, between what was written and what is read. */
  readonly tolerance: { readonly alpha: number; readonly colour: number };
  /** Bits of a pixel in the file, about, of a typical clip: for estimates. */
  readonly bitsPerPixel: number;
}

const exact = { alpha: 0, colour: 0 };
const movAudio = [
  'aac',
  'alac',
  'mp3',
  'pcm_s16le',
  'pcm_s24le',
  'pcm_s16be',
  'pcm_s24be',
  'pcm_f32le',
  'ac3',
];
const grayPng = ['-c:v', 'png', '-pred', 'mixed', '-compression_level', '3'];
/** Colours of pictures shrink hardly more by trying longer, which takes three times as long. */
const colourPng = ['-c:v', 'png', '-pred', 'sub', '-compression_level', '1'];
const exr = (type: 'half' | 'float') => ['-c:v', 'exr', '-format', type, '-compression', 'zip16'];
const half = { alpha: 1 / 1024, colour: 1 / 512 };

type Sequence = Omit<ExportFormat, 'kind' | 'encoder'> & { readonly encoder: string };
const sequence = (format: Sequence): ExportFormat => ({ kind: 'sequence', ...format });
const movie = (format: Sequence): ExportFormat => ({ kind: 'movie', ...format });

/** What H.264 movies share; `crf` is x264's quality, 0 (lossless) to 51. */
const h264 = (crf: number) =>
  ({
    encoder: 'libx264',
    codec: ['-c:v', 'libx264', '-preset', 'medium', '-crf', `${crf}`, '-pix_fmt', 'yuv420p'],
    muxer: 'mp4',
    audio: ['aac', 'mp3', 'ac3', 'alac'],
    isEven: true,
    isChromaHalved: true,
  }) as const;

const exrOf = (type: 'half' | 'float', alpha: 'straight' | 'premultiplied'): ExportFormat =>
  sequence({
    id: `exr-${type}-${alpha}`,
    title: `EXR ${type}, ${alpha} alpha`,
    description: `OpenEXR in linear light, ${type} float, ${alpha} alpha, said in each file's header.`,
    content: 'cutout',
    extension: 'exr',
    pixels: 'gbrapf32le',
    alpha,
    isLinear: true,
    encoder: 'exr',
    codec: exr(type),
    tolerance: type === 'half' ? half : { alpha: 1e-6, colour: 1e-6 },
    bitsPerPixel: type === 'half' ? 40 : 80,
  });

const proresOf = (id: string, profile: '4444' | '4444xq', title: string): ExportFormat =>
  movie({
    id,
    title,
    description: 'A QuickTime movie with 16 bits of straight alpha and 10 bits of colour.',
    content: 'cutout',
    extension: 'mov',
    // Y'CbCr is made while packing: ffmpeg's own conversion takes as long as its encoder.
    pixels: 'yuva444p10le',
    alpha: 'straight',
    encoder: 'prores_ks',
    codec: [
      ...['-c:v', 'prores_ks', '-profile:v', profile, '-pix_fmt', 'yuva444p10le'],
      ...['-alpha_bits', '16', '-vendor', 'apl0'],
      // With alpha the encoder's search for a quantiser always ends at the finest: told at once, it is three times as fast.
      ...['-q:v', '1'],
    ],
    muxer: 'mov',
    audio: movAudio,
    tolerance: { alpha: 1 / 255, colour: 0.02 },
    bitsPerPixel: profile === '4444' ? 9 : 14,
  });

/** The formats, in the order in which they are offered. */
export const formats: readonly ExportFormat[] = [
  proresOf('prores4444', '4444', 'ProRes 4444 with alpha'),
  proresOf('prores4444xq', '4444xq', 'ProRes 4444 XQ with alpha'),
  sequence({
    id: 'png-rgba',
    title: 'PNG sequence with alpha',
    description: 'One 8-bit PNG per frame with straight alpha: every compositing and editing tool reads it.',
    content: 'cutout',
    extension: 'png',
    pixels: 'rgba',
    alpha: 'straight',
    encoder: 'png',
    codec: [...colourPng, '-pix_fmt', 'rgba'],
    tolerance: exact,
    bitsPerPixel: 12,
  }),
  sequence({
    id: 'png-rgba16',
    title: 'PNG sequence with alpha, 16 bits',
    description: 'One 16-bit PNG per frame with straight alpha, for 10- and 12-bit sources.',
    content: 'cutout',
    extension: 'png',
    pixels: 'rgba64le',
    alpha: 'straight',
    encoder: 'png',
    codec: [...colourPng, '-pix_fmt', 'rgba64be'],
    tolerance: exact,
    bitsPerPixel: 34,
  }),
  sequence({
    id: 'matte-png',
    title: 'Matte as PNG sequence',
    description: 'The matte alone, 8-bit gray: white is the object.',
    content: 'matte',
    extension: 'png',
    pixels: 'gray',
    alpha: null,
    encoder: 'png',
    codec: [...grayPng, '-pix_fmt', 'gray'],
    tolerance: exact,
    bitsPerPixel: 0.5,
  }),
  sequence({
    id: 'matte-png16',
    title: 'Matte as PNG sequence, 16 bits',
    description: 'The matte alone, 16-bit gray: white is the object.',
    content: 'matte',
    extension: 'png',
    pixels: 'gray16le',
    alpha: null,
    encoder: 'png',
    codec: [...grayPng, '-pix_fmt', 'gray16be'],
    tolerance: exact,
    bitsPerPixel: 0.8,
  }),
  exrOf('half', 'premultiplied'),
  exrOf('half', 'straight'),
  exrOf('float', 'premultiplied'),
  exrOf('float', 'straight'),
  sequence({
    id: 'tiff16',
    title: 'TIFF sequence with alpha, 16 bits',
    description: 'One 16-bit TIFF per frame with straight alpha.',
    content: 'cutout',
    extension: 'tif',
    pixels: 'rgba64le',
    alpha: 'straight',
    encoder: 'tiff',
    codec: ['-c:v', 'tiff', '-compression_algo', 'deflate', '-pix_fmt', 'rgba64le'],
    tolerance: exact,
    bitsPerPixel: 34,
  }),
  movie({
    id: 'matte-prores',
    title: 'Matte as ProRes 422 HQ',
    description: 'The matte as a gray movie to lie beside the original.',
    content: 'matte',
    extension: 'mov',
    pixels: 'gray16le',
    alpha: null,
    encoder: 'prores_ks',
    codec: ['-c:v', 'prores_ks', '-profile:v', 'hq', '-pix_fmt', 'yuv422p10le', '-vendor', 'apl0'],
    muxer: 'mov',
    audio: movAudio,
    isEven: true,
    tolerance: { alpha: 0, colour: 0.02 },
    bitsPerPixel: 2,
  }),
  movie({
    id: 'matte-dnxhr',
    title: 'Matte as DNxHR HQX',
    description: 'The matte as a gray movie for Avid Media Composer.',
    content: 'matte',
    extension: 'mov',
    pixels: 'gray16le',
    alpha: null,
    encoder: 'dnxhd',
    codec: ['-c:v', 'dnxhd', '-profile:v', 'dnxhr_hqx', '-pix_fmt', 'yuv422p10le'],
    leastPx: [256, 120],
    muxer: 'mov',
    audio: movAudio,
    isEven: true,
    tolerance: { alpha: 0, colour: 0.02 },
    bitsPerPixel: 6,
  }),
  movie({
    id: 'matte-mp4',
    title: 'Matte as H.264',
    description: 'The matte, white on black, for a track or luma matte where a tool takes no alpha.',
    content: 'matte',
    extension: 'mp4',
    pixels: 'gray',
    alpha: null,
    ...h264(10),
    tolerance: { alpha: 0, colour: 0.03 },
    bitsPerPixel: 0.1,
  }),
  movie({
    id: 'overlay-mp4',
    title: 'Overlay as H.264',
    description: 'The clip with the matte laid over it in colour: to look at, not to work with.',
    content: 'overlay',
    extension: 'mp4',
    pixels: 'rgb24',
    alpha: null,
    ...h264(18),
    tolerance: { alpha: 0, colour: 0.06 },
    bitsPerPixel: 0.3,
  }),
  movie({
    id: 'webm-alpha',
    title: 'WebM with alpha',
    description: 'VP9 with straight alpha for web pages, OBS and Blender.',
    content: 'cutout',
    extension: 'webm',
    pixels: 'rgba',
    alpha: 'straight',
    encoder: 'libvpx-vp9',
    codec: [
      // VP9's alternate reference frames and its alpha layer do not go together.
      ...['-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-auto-alt-ref', '0', '-b:v', '0', '-crf', '16'],
      ...['-deadline', 'good', '-cpu-used', '4', '-row-mt', '1'],
    ],
    muxer: 'webm',
    audio: ['opus', 'vorbis'],
    isChromaHalved: true,
    tolerance: { alpha: 0.03, colour: 0.06 },
    bitsPerPixel: 0.3,
  }),
  movie({
    id: 'hevc-alpha',
    title: 'HEVC with alpha',
    description: 'HEVC with alpha for Apple devices and Safari; written on macOS only.',
    content: 'cutout',
    extension: 'mov',
    pixels: 'rgba',
    alpha: 'straight',
    encoder: 'hevc_videotoolbox',
    codec: [
      ...['-c:v', 'hevc_videotoolbox', '-alpha_quality', '0.9', '-q:v', '65', '-pix_fmt', 'bgra'],
      ...['-tag:v', 'hvc1', '-allow_sw', '1'],
    ],
    muxer: 'mov',
    audio: movAudio,
    isEven: true,
    isChromaHalved: true,
    tolerance: { alpha: 0.04, colour: 0.06 },
    bitsPerPixel: 0.4,
  }),
  movie({
    id: 'ffv1',
    title: 'FFV1 with alpha',
    description: 'A lossless RGBA movie for archives and ffmpeg.',
    content: 'cutout',
    extension: 'mkv',
    pixels: 'rgba',
    alpha: 'straight',
    encoder: 'ffv1',
    codec: ['-c:v', 'ffv1', '-level', '3', '-g', '1', '-slicecrc', '1', '-pix_fmt', 'bgra'],
    muxer: 'matroska',
    audio: ['aac', 'mp3', 'opus', 'vorbis', 'flac', 'ac3', 'eac3', 'pcm_s16le', 'pcm_s24le', 'alac'],
    tolerance: exact,
    bitsPerPixel: 11,
  }),
  sequence({
    id: 'davis-png',
    title: 'Palette PNG (DAVIS)',
    description: 'One indexed PNG per frame, 0 background and 1 object, as the DAVIS data set stores masks.',
    content: 'labels',
    extension: 'png',
    pixels: 'pal8',
    alpha: null,
    encoder: 'png',
    codec: ['-c:v', 'png', '-pix_fmt', 'pal8'],
    tolerance: exact,
    bitsPerPixel: 0.05,
  }),
  {
    id: 'coco-rle',
    title: 'COCO RLE (JSON)',
    description: 'All masks run-length encoded in one JSON file that pycocotools reads.',
    content: 'runs',
    kind: 'document',
    extension: 'json',
    pixels: 'gray',
    alpha: null,
    encoder: null,
    codec: [],
    tolerance: exact,
    bitsPerPixel: 0.02,
  },
];
