import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import type { ByteRange, MediaAnswer } from './media-answer.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.ogv': 'video/ogg',
};

/** First and last byte of a range of a file of that size; null where it holds none of it. */
function bytesOf({ first, last }: ByteRange, sizeBytes: number): readonly [number, number] | null {
  if (first === null) {
    const length = Math.min(last ?? 0, sizeBytes);
    return length > 0 ? [sizeBytes - length, sizeBytes - 1] : null;
  }
  const end = Math.min(last ?? sizeBytes - 1, sizeBytes - 1);
  return first <= end ? [first, end] : null;
}

/** A video file, or the range of it, as a stream; null where there is no such file. */
export async function videoAnswer(path: string, range: ByteRange | undefined): Promise<MediaAnswer | null> {
  const entry = await stat(path).catch(() => null);
  if (entry === null || !entry.isFile()) return null;
  const contentType = contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
  const shared = { contentType, immutable: false };
  const part = range === undefined ? ([0, entry.size - 1] as const) : bytesOf(range, entry.size);
  if (part === null)
    return {
      ...shared,
      status: 416,
      body: new Uint8Array(0),
      sizeBytes: 0,
      contentRange: `bytes */${entry.size}`,
    };
  const [start, end] = part;
  const stream = entry.size === 0 ? Readable.from([]) : createReadStream(path, { start, end });
  return {
    ...shared,
    status: range === undefined ? 200 : 206,
    body: Readable.toWeb(stream) as ReadableStream<Uint8Array>,
    sizeBytes: end - start + 1,
    contentRange: range === undefined ? null : `bytes ${start}-${end}/${entry.size}`,
  };
}
