import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { errorKinds } from '../api/transport/messages.ts';
import { contentSecurityPolicy, noncePlaceholder, protectiveHeaders } from '../api/page-policy.ts';

/** Sends a complete answer with the headers that protect it. */
export function reply(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = '',
): void {
  response.writeHead(status, {
    ...protectiveHeaders,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  });
  response.end(body);
}

/** Sends JSON. */
export const replyJson = (response: ServerResponse, status: number, value: object) =>
  reply(
    response,
    status,
    { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    JSON.stringify(value),
  );

/** Sends an error as calls get it too: its kind and one sentence. */
export const replyError = (
  response: ServerResponse,
  status: number,
  kind: (typeof errorKinds)[number],
  message: string,
) => replyJson(response, status, { error: { kind, message } });

/** Sends the renderer's page with a nonce of its own; it may open WebSockets at the addresses `sockets`. */
export function replyPage(
  response: ServerResponse,
  status: number,
  html: string,
  sockets: readonly string[],
): void {
  const nonce = randomBytes(18).toString('base64');
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy(nonce, sockets),
  };
  reply(response, status, headers, html.replaceAll(noncePlaceholder, nonce));
}

/** The looks of pages that do without the app's bundle, in its colours. */
export const plainStyle = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem; background: #f3f4f6; color: #16181d; }
  h1 { font-size: 1.25rem; }
  pre { background: #e6e8ec; padding: .75rem 1rem; border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
  button { font: inherit; font-weight: 600; padding: .4rem 1rem; border: 0; border-radius: 8px; background: #4a54c4; color: #fff; cursor: pointer; }
  @media (prefers-color-scheme: dark) {
    body { background: #121317; color: #e8eaef; }
    pre { background: #1f2127; }
    button { background: #9aa4ff; color: #11131a; }
  }
`;

/** The page for who comes without the token. */
export const lockedPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>FODVid Studio</title>
<meta name="viewport" content="width=device-width">
<style nonce="${noncePlaceholder}">${plainStyle}</style>
<h1>FODVid Studio is locked</h1>
<p>Open the whole address that “fodvid serve” printed when it started; it ends with the token of this session.</p>
</html>
`;
