import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { protocol } from 'electron';
import {
  contentSecurityPolicy,
  contentTypeOf,
  noncePlaceholder,
  protectiveHeaders,
} from '../../native/api/page-policy.ts';
import { appScheme, isOwnAddress } from './own-page.ts';

/** Says, before the app is ready, that pages of the scheme are secure and may fetch. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Answers a request for `fodvid://app/...`. */
export type AppProtocolHandler = (request: Request) => Promise<Response>;

/** The renderer's bundle in `rendererDir`. Only files that were listed at the start are ever read, so no address leads elsewhere. */
export async function createAppProtocol(rendererDir: string): Promise<AppProtocolHandler> {
  const files = await listFiles(rendererDir);
  return async (request) => {
    const url = URL.parse(request.url);
    if (url === null || !isOwnAddress(request.url)) return refusal(404);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    const path = files.get(url.pathname === '/' ? '/index.html' : url.pathname);
    return path === undefined ? refusal(404) : answerFile(path);
  };
}

/** Registers the handler; call it when the app is ready. */
export function serveAppScheme(handler: AppProtocolHandler): void {
  protocol.handle(appScheme, handler);
}

const refusal = (status: number) => new Response(null, { status, headers: protectiveHeaders });

async function answerFile(path: string): Promise<Response> {
  const contentType = contentTypeOf(path);
  const bytes = await readFile(path);
  if (extname(path) !== '.html')
    return new Response(bytes, { headers: { ...protectiveHeaders, 'Content-Type': contentType } });
  const nonce = randomBytes(18).toString('base64');
  return new Response(bytes.toString('utf8').replaceAll(noncePlaceholder, nonce), {
    headers: {
      ...protectiveHeaders,
      'Content-Type': contentType,
      'Content-Security-Policy': contentSecurityPolicy(nonce),
    },
  });
}

async function listFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(folder.length).split(sep).join('/'), path]));
}
