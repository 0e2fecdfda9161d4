import { fileAddress } from '../base/ffmpeg-command.ts';
import { failedError, throwIfCancelled } from '../base/errors.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/** What a video's header tells of its colours; null where it does not tell. Names are ffmpeg's. */
export interface ColourTags {
  readonly range: 'tv' | 'pc' | null;
  readonly matrix: string | null;
  readonly primaries: string | null;
  readonly transfer: string | null;
}

/** What a video's header tells besides its frames. */
export interface SourceFacts {
  readonly codec: string;
  readonly pixelFormat: string;
  /** Bits of a colour component. */
  readonly bitDepth: number;
  readonly hasAlpha: boolean;
  readonly colours: ColourTags;
  /** Width to height of a pixel. */
  readonly pixelAspect: readonly [number, number];
  readonly isInterlaced: boolean;
  /** Of the first frame, HH:MM:SS:FF, a semicolon before the frames where some numbers are dropped; null without one. */
  readonly timecode: string | null;
  /** The codecs of its sound, by stream. */
  readonly audio: readonly string[];
  readonly videoStreams: number;
  /** Degrees by which the picture is turned for display. */
  readonly rotationDeg: number;
}

const videoStream = /Stream #0:\d+.*?: Video: (?!.*\(attached pic\))(.+)$/;
const audioStream = /Stream #0:\d+.*?: Audio: (\w+)/;
const timecodeLine = /^\s*timecode\s*: (\d\d:\d\d:\d\d[:;.]\d\d+)/i;
const rotationLine = /displaymatrix: rotation of (-?[\d.]+) degrees/;
const format = /^(\w+)/;
const pixels =
  /, ((?:yuv|gray|rgb|bgr|gbr|rgba|bgra|argb|abgr|pal8|nv\d|p0\d|y2\d|ya|xyz|mono|bayer)\w*)(?:\(([^)]*)\))?/;
/** In brackets as the codec has it, behind that without them as the container does, which counts. */
const sampleAspect = /\bSAR (\d+):(\d+) /g;

/** The tags in the brackets behind the pixel format: range, matrix/primaries/transfer (one where all agree), fields. */
function coloursOf(words: readonly string[]): { colours: ColourTags; isInterlaced: boolean } {
  const range = words.find((word) => word === 'tv' || word === 'pc') ?? null;
  const isInterlaced = words.some((word) => /first|coded|interlaced/.test(word));
  const tags = words.find(
    (word) => word !== range && !/first|coded|progressive|interlaced|^left$|^center$|^topleft$/.test(word),
  );
  const [matrix = null, primaries = matrix, transfer = matrix] = tags?.split('/') ?? [];
  const known = (tag: string | null) => (tag === null || /unknown|reserved/.test(tag) ? null : tag);
  return {
    colours: { range, matrix: known(matrix), primaries: known(primaries), transfer: known(transfer) },
    isInterlaced,
  };
}

/** Bits of a component by the pixel format's name. */
function depthOf(pixelFormat: string): number {
  const told = /(?:p|gray|p0|y2|x2rgb|gbrp|gbrap)(9|10|12|14|16)(?:le|be|$)/.exec(pixelFormat);
  if (told !== null) return Number(told[1]);
  if (/48|64/.test(pixelFormat)) return 16;
  return /f32|f16/.test(pixelFormat) ? 16 : 8;
}

/** Reads the facts out of the lines that ffmpeg writes about an input; null where there is no video in it. */
export function parseSourceFacts(lines: readonly string[]): SourceFacts | null {
  const streams = lines.flatMap((line) => videoStream.exec(line)?.[1] ?? []);
  const [first] = streams;
  if (first === undefined) return null;
  const [, pixelFormat = 'unknown', words = ''] = pixels.exec(first) ?? [];
  const aspect = [...first.matchAll(sampleAspect)].at(-1);
  const timecode = lines.flatMap((line) => timecodeLine.exec(line)?.[1] ?? [])[0] ?? null;
  const rotation = lines.flatMap((line) => rotationLine.exec(line)?.[1] ?? [])[0];
  const tagged = coloursOf(
    words
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  );
  return {
    codec: format.exec(first)?.[1] ?? 'unknown',
    pixelFormat,
    bitDepth: depthOf(pixelFormat),
    hasAlpha: /^(yuva|rgba|bgra|argb|abgr|gbrap|ya)/.test(pixelFormat),
    ...tagged,
    pixelAspect: aspect === undefined ? [1, 1] : [Number(aspect[1]), Number(aspect[2])],
    timecode,
    audio: lines.flatMap((line) => audioStream.exec(line)?.[1] ?? []),
    videoStreams: streams.length,
    rotationDeg: rotation === undefined ? 0 : Number(rotation),
  };
}

/** Reads a video's header. Throws a sentence where it has no video. */
export async function readSourceFacts(path: string, signal: AbortSignal): Promise<SourceFacts> {
  const lines: string[] = [];
  const args = ['-hide_banner', '-nostdin', '-protocol_whitelist', 'file,pipe', '-i', fileAddress(path)];
  const ffmpeg = spawnFfmpeg(args, signal, (line) => lines.push(line));
  ffmpeg.stdin.end();
  ffmpeg.stdout.resume();
  // It always fails, for it was given no output; what it wrote before is what counts.
  await ffmpeg.ended;
  throwIfCancelled(signal);
  const facts = parseSourceFacts(lines);
  if (facts === null)
    throw failedError(`The header of ${path} cannot be read; it may have been moved or damaged.`);
  return facts;
}
