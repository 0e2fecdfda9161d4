import { usageError } from '../base/errors.ts';
import type { ExportFormat } from './export-formats.ts';

/** What the tokens of a name stand for. */
export interface NameParts {
  readonly clip: string;
  readonly format: string;
  /** The version of the export, from 1. */
  readonly version: number;
}

const token = /\{(\w+)(?::0(\d))?\}/g;
const tokens = ['clip', 'format', 'frame', 'version'];
/** Characters that no file name has everywhere. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const forbidden = /[<>:"|?*\\\u0000-\u001f]/;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The name that is used where nobody chose another: a sequence gets a folder of its own. */
export const defaultPattern = ({ kind, content }: ExportFormat): string => {
  const name = content === 'cutout' ? '{clip}-cutout' : `{clip}-${content === 'runs' ? 'coco' : content}`;
  return kind === 'sequence' ? `${name}/{clip}.{frame:05}` : name;
};

/**
 * Checks a pattern of a name: known tokens, {frame} exactly where a sequence needs it, no name that some system refuses.
 * A slash makes folders. Throws a sentence that quotes it.
 */
export function checkPattern(pattern: string, { kind, title }: Pick<ExportFormat, 'kind' | 'title'>): void {
  const refuse = (reason: string) =>
    usageError(
      `The name pattern "${pattern}" ${reason}; known tokens are {clip}, {format}, {frame:05} and {version}.`,
    );
  const found = [...pattern.matchAll(token)].map(([, name]) => name!);
  const unknown = found.find((name) => !tokens.includes(name));
  if (unknown !== undefined) throw refuse(`has an unknown token {${unknown}}`);
  const plain = pattern.replace(token, '');
  if (/[{}]/.test(plain)) throw refuse('has a bracket that belongs to no token');
  if (forbidden.test(plain)) throw refuse('has a character that file names cannot have everywhere');
  const parts = pattern.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    throw refuse('does not name a file in the folder');
  if (parts.some((part) => reserved.test(part) || /[. ]$/.test(part)))
    throw refuse('has a name that Windows refuses');
  const frames = found.filter((name) => name === 'frame').length;
  if (kind === 'sequence' && (frames !== 1 || !parts.at(-1)!.includes('{frame')))
    throw refuse(`needs {frame:05} once, in the file's own name, for ${title} is a sequence`);
  if (kind !== 'sequence' && frames > 0) throw refuse(`has {frame}, but ${title} is a single file`);
  if (kind === 'sequence' && parts.length < 2)
    throw refuse('needs a folder for the frames of a sequence: {clip}/{frame:05}');
}

/** A frame's number with leading zeros. */
const padded = (value: number, digits: number) => String(value).padStart(digits, '0');

/** A pattern with everything but {frame} filled in. */
const filled = (pattern: string, parts: NameParts) =>
  pattern.replace(token, (whole, name: string, digits: string | undefined) => {
    if (name === 'frame') return whole;
    if (name === 'version') return padded(parts.version, Number(digits ?? 1));
    return name === 'clip' ? parts.clip : parts.format;
  });

/** Where an export's files lie, relative to its folder. */
export interface ExportNames {
  /** The file, or the folder of a sequence. */
  readonly place: string;
  /** Of a sequence: a frame's file in the folder by its number; and the same for all frames as ffmpeg's pattern. */
  frame(number: number): string;
  readonly ffmpegPattern: string;
}

/** Fills in a checked pattern. */
export function exportNames(pattern: string, format: ExportFormat, parts: NameParts): ExportNames {
  checkPattern(pattern, format);
  const name = filled(pattern, parts);
  if (format.kind !== 'sequence')
    return { place: `${name}.${format.extension}`, frame: () => name, ffmpegPattern: name };
  const slash = name.lastIndexOf('/');
  const file = `${name.slice(slash + 1)}.${format.extension}`;
  return {
    place: name.slice(0, slash),
    frame: (number) =>
      file.replace(token, (_, __, digits: string | undefined) => padded(number, Number(digits ?? 1))),
    ffmpegPattern: file
      .replaceAll('%', '%%')
      .replace(token, (_, __, digits: string | undefined) => (digits === undefined ? '%d' : `%0${digits}d`)),
  };
}
