import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Engine } from '../app/engine.ts';
import { answerMedia } from '../app/media/media-http.ts';
import { protectiveHeaders } from '../api/page-policy.ts';
import type { Access } from './access.ts';
import { handOverPath } from './cache-holder.ts';
import { urlOf } from './refusal.ts';
import { reply, replyError, replyJson, replyPage } from './replies.ts';
import type { StaticFile } from './static-files.ts';
import { receiveFolder } from './upload-folder.ts';
import { receiveUpload, uploadFolderName, uploadName } from './receive-upload.ts';
import type { UploadPlace } from './receive-upload.ts';

/** What the routes lead to. */
export interface RouteOptions {
  readonly engine: Pick<Engine, 'media'>;
  readonly access: Access;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly port: number;
  readonly uploads: UploadPlace;
  /** Gives the cache to the program that asks; null where that is not done. */
  readonly handOver: (() => Promise<void>) | null;
}

/** Files whose names the bundler makes of their content. */
const hashedName = /-[A-Z0-9]{8}\.\w+$/;
const forever = 'private, max-age=31536000, immutable';
const askAgain = 'private, no-cache';

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers requests that have been let in. */
export function createRoutes({ engine, access, files, port, uploads, handOver }: RouteOptions): Route {
  /** What came by uploads, by its place. */
  const sent = new Set<string>();
  const sockets = [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`];
  for (const host of access.proxyHosts) sockets.push(`wss://${host}`, `ws://${host}`);

  function page(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const { headers } = request;
    if (url.searchParams.has('token') || !access.isAuthorized(headers))
      // Not kept in the address bar, where it would be read over a shoulder or shared with it.
      reply(response, 303, {
        Location: './',
        'Set-Cookie': access.sessionCookie(headers),
        'Cache-Control': 'no-store',
      });
    else replyPage(response, 200, files.get('/index.html')!.bytes.toString('utf8'), sockets);
  }

  function asset(path: string, request: IncomingMessage, response: ServerResponse): void {
    const file = path === '/index.html' ? undefined : files.get(path);
    if (file === undefined) replyError(response, 404, 'invalid', 'There is nothing at this address.');
    else {
      const headers = { ETag: file.etag, 'Cache-Control': hashedName.test(path) ? forever : askAgain };
      if (request.headers['if-none-match'] === file.etag) reply(response, 304, headers);
      else reply(response, 200, { ...headers, 'Content-Type': file.contentType }, file.bytes);
    }
  }

  async function media(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const answer = await answerMedia(
      engine.media,
      {
        path: `${url.pathname.slice('/media/'.length)}${url.search}`,
        ifNoneMatch: request.headers['if-none-match'] ?? null,
      },
      gone.signal,
    );
    if (answer.status === 404) {
      replyError(response, 404, 'invalid', 'There is no such picture.');
      return;
    }
    response.writeHead(answer.status, { ...protectiveHeaders, ...answer.headers });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  async function upload(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // What is refused is not waited for: a browser sends gigabytes before it reads the answer.
    response.setHeader('Connection', 'close');
    const [, route, ...rest] = url.pathname.split('/');
    const encoded = rest.join('/');
    const received =
      route === 'upload'
        ? await receiveUpload(request, uploadName(encoded), uploads)
        : await receiveFolder(request, uploadFolderName(encoded), uploads);
    sent.add(received.path);
    if (request.socket.destroyed) await discardSent(received.path);
    else replyJson(response, 201, received);
  }

  async function discardSent(path: string): Promise<boolean> {
    if (!sent.delete(path)) return false;
    await rm(path, { recursive: true, force: true });
    return true;
  }

  /** Takes away what this server has received, of an upload that was cancelled; nothing else can be named. */
  async function discard(url: URL, response: ServerResponse): Promise<void> {
    const name = uploadFolderName(url.pathname.slice('/upload/'.length));
    if (await discardSent(join(uploads.folder, name))) replyJson(response, 200, {});
    else replyError(response, 404, 'invalid', 'No such file was uploaded.');
  }

  return async (request, response) => {
    const url = urlOf(request, access.basePath)!;
    const { method } = request;
    if (method === 'DELETE' && url.pathname.startsWith('/upload/')) await discard(url, response);
    else if (method === 'PUT' && /^\/upload(-folder)?\//.test(url.pathname))
      await upload(url, request, response);
    else if (method === 'POST' && url.pathname === handOverPath && handOver !== null) {
      await handOver();
      replyJson(response, 200, {});
    } else if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      replyError(response, 405, 'invalid', 'This address cannot be written to.');
    } else if (url.pathname === '/') page(url, request, response);
    else if (url.pathname.startsWith('/media/')) await media(url, request, response);
    else asset(url.pathname, request, response);
  };
}
