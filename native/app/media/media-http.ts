import { createHash } from 'node:crypto';
import type { Engine } from '../engine.ts';

/** A request for a picture over HTTP. */
export interface HttpMediaRequest {
  /** As native/api/media-url.ts makes it, with its query. */
  readonly path: string;
  /** The header If-None-Match. */
  readonly ifNoneMatch: string | null;
}

/** What a host answers. */
export interface MediaReply {
  readonly status: 200 | 304 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

const year = 31_536_000;

/** Addresses of pictures carry their revision: the address is what the bytes are known by. */
const etagOf = (path: string) => `"${createHash('sha256').update(path).digest('base64url')}"`;

const matches = (header: string, etag: string) =>
  header.split(',').some((entry) => ['*', etag, `W/${etag}`].includes(entry.trim()));

/** Asks the engine for a picture and says it as HTTP: status, headers with caching, body. */
export async function answerMedia(
  media: Engine['media'],
  { path, ifNoneMatch }: HttpMediaRequest,
  signal?: AbortSignal,
): Promise<MediaReply> {
  const answer = await media(path, signal);
  if (answer === null) return { status: 404, headers: { 'Cache-Control': 'no-store' }, body: null };
  const { contentType, bytes, immutable } = answer;
  const etag = etagOf(path);
  const headers = {
    'Cache-Control': immutable ? `private, max-age=${year}, immutable` : 'private, no-cache',
    ...(immutable ? { ETag: etag } : {}),
  };
  if (immutable && ifNoneMatch !== null && matches(ifNoneMatch, etag))
    return { status: 304, headers, body: null };
  const sizes = { 'Content-Type': contentType, 'Content-Length': String(bytes.byteLength) };
  return { status: 200, headers: { ...headers, ...sizes }, body: bytes };
}
