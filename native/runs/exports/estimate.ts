import { existsSync } from 'node:fs';
import type { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import type { ExportFormat } from '../../export/export-formats.ts';
import type { RasterSize } from '../../raster/types.ts';

/** About how many bytes these formats of so many frames will hold. */
export function estimatedBytes(
  formats: readonly ExportFormat[],
  { widthPx, heightPx }: RasterSize,
  frames: number,
): number {
  const bits = formats.reduce((sum, { bitsPerPixel }) => sum + bitsPerPixel, 0);
  return Math.ceil((bits / 8) * widthPx * heightPx * frames);
}

/** Pixels of matte, and of a format, that one processor makes in a second, about. */
const MATTE_PIXELS = 2e6;
const FORMAT_PIXELS = 12e6;

/** About how long an export takes on so many processors. */
export function estimatedSec(
  formats: readonly ExportFormat[],
  { widthPx, heightPx }: RasterSize,
  frames: number,
  processors: number,
): number {
  return ((1 / MATTE_PIXELS + formats.length / FORMAT_PIXELS) * widthPx * heightPx * frames) / processors;
}

/** Free bytes where a folder is or will be; null where that cannot be told. */
export async function freeBytes(folder: string, ask: typeof statfs): Promise<number | null> {
  let at = folder;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return ask(at).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}

/** Bytes for people. */
const readable = (bytes: number) =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/** Throws a sentence where a disk has less room than an export needs. */
export async function requireRoom(folder: string, needed: number, ask: typeof statfs): Promise<void> {
  const free = await freeBytes(folder, ask);
  if (free === null || free >= needed) return;
  throw failedError(
    `The export needs about ${readable(needed)}, but only ${readable(free)} are free at ${folder}; make room there, ` +
      'choose another folder, fewer formats or a shorter range.',
    {
      stage: 'export',
      words: errorWords('export-too-large', { needed: readable(needed), free: readable(free), folder }),
    },
  );
}
