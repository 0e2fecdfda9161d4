import { createHash } from 'node:crypto';
import type { Engine } from '../engine.ts';
import type { ByteRange, MediaAnswer } from './media-answer.ts';

/** A request for a picture or video, as both hosts get it. */
export interface HttpMediaRequest {
  /** As native/api/media-url.ts makes it, with its query. */
  readonly path: string;
  /** The headers Range and If-None-Match. */
  readonly range: string | null;
  readonly ifNoneMatch: string | null;
}

/** What a host answers. */
export interface MediaReply {
  readonly status: 200 | 206 | 304 | 404 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: MediaAnswer['body'] | null;
}

const year = 31_536_000;

/** The range that a Range header asks for; undefined for none, several, or one of no known form, which gets the whole. */
export function parseRange(header: string | null): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [first, last] = [match[1]!, match[2]!].map((text) => (text === '' ? null : Number(text)));
  if (first === null && last === null) return undefined;
  if (first != null && last != null && last < first) return undefined;
  return { first: first ?? null, last: last ?? null };
}

/** Addresses of pictures carry their revision: the address is what the bytes are known by. */
const etagOf = (path: string) => `"${createHash('sha256').update(path).digest('base64url')}"`;

const matches = (header: string, etag: string) =>
  header.split(',').some((entry) => ['*', etag, `W/${etag}`].includes(entry.trim()));

/** Asks the engine for a picture or video and says it as HTTP: status, headers with caching and ranges, body. */
export async function answerMedia(
  media: Engine['media'],
  { path, range, ifNoneMatch }: HttpMediaRequest,
  signal?: AbortSignal,
): Promise<MediaReply> {
  const answer = await media(path, parseRange(range), signal);
  if (answer === null) return { status: 404, headers: { 'Cache-Control': 'no-store' }, body: null };
  const etag = etagOf(path);
  const headers = {
    'Cache-Control': answer.immutable ? `private, max-age=${year}, immutable` : 'private, no-cache',
    ...(answer.immutable ? { ETag: etag } : {}),
    'Accept-Ranges': 'bytes',
  };
  if (answer.immutable && ifNoneMatch !== null && matches(ifNoneMatch, etag)) {
    if (answer.body instanceof ReadableStream) await answer.body.cancel();
    return { status: 304, headers, body: null };
  }
  return {
    status: answer.status,
    headers: {
      ...headers,
      'Content-Type': answer.contentType,
      'Content-Length': String(answer.sizeBytes),
      ...(answer.contentRange === null ? {} : { 'Content-Range': answer.contentRange }),
    },
    body: answer.body,
  };
}
