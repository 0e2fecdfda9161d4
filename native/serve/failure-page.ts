import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Door } from './door.ts';
import { refusalOf, urlOf } from './refusal.ts';
import { plainStyle, reply } from './replies.ts';

const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The page for who comes while there is no engine: why, and a button to try again; it looks by itself every while. */
const failurePage = (nonce: string, reason: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>FODVid Studio</title>
<meta http-equiv="refresh" content="20">
<meta name="viewport" content="width=device-width">
<style nonce="${nonce}">${plainStyle}</style>
<h1>The engine cannot start</h1>
<p>Clips and results are safe. Fix the cause below, then try again.</p>
<pre>${escaped(reason)}</pre>
<form method="post" action="retry"><button>Try again</button></form>
<p>The terminal in which “fodvid serve” runs says more.</p>
</html>
`;

function sendPage(response: ServerResponse, reason: string): void {
  const nonce = randomBytes(18).toString('base64');
  reply(
    response,
    503,
    {
      // Without a referrer a form is sent with the Origin "null", which is nobody's.
      'Referrer-Policy': 'same-origin',
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    },
    failurePage(nonce, reason),
  );
}

/**
 * Answers everybody who is let in with the page that says why there is no engine, until `retry`, which its button calls, gives
 * null in place of a reason, or the signal is aborted. Whoever comes between then and the server's first answer is told to
 * wait a second: `serve` takes the door over.
 */
export function answerFailure(
  { server, access, log }: Door,
  firstReason: string,
  retry: () => Promise<string | null>,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let reason: string | null = firstReason;

  async function tryAgain(response: ServerResponse): Promise<void> {
    reason = await retry();
    if (reason === null) resolve(undefined);
    else log(reason);
    // The page is asked for again, from the engine where there is one now.
    reply(response, 303, { Location: './', 'Cache-Control': 'no-store' });
  }

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = urlOf(request, access.basePath);
    const refusal = refusalOf(request, access);
    if (refusal !== null) refusal.send(response);
    else if (request.method === 'POST' && url?.pathname === '/retry') void tryAgain(response);
    else if (url?.searchParams.has('token') === true)
      reply(response, 303, { Location: './', 'Set-Cookie': access.sessionCookie(request.headers) });
    else if (reason === null)
      reply(response, 503, { Refresh: '1', 'Cache-Control': 'no-store' }, 'Starting…');
    else sendPage(response, reason);
  };
  server.on('request', answer);
  signal.addEventListener('abort', () => resolve(undefined), { once: true });
  return promise;
}
