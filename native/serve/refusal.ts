import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from './access.ts';
import { lockedPage, reply, replyError, replyPage } from './replies.ts';

/** Why a request is not answered, and how that is said. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405;
  readonly message: string;
  send(response: ServerResponse): void;
}

const refused = (status: Refusal['status'], message: string): Refusal => ({
  status,
  message,
  send: (response) => {
    // The rest of a refused upload is not waited for.
    response.setHeader('Connection', 'close');
    replyError(response, status, 'invalid', message);
  },
});

/**
 * The address in a request, without the path that a reverse proxy has before it; null where it is none, so that no later
 * step reads it another way.
 */
export function urlOf({ url }: IncomingMessage, basePath = '/'): URL | null {
  if (url?.startsWith('/') !== true || url.startsWith('//')) return null;
  return URL.parse(url.startsWith(basePath) ? url.slice(basePath.length - 1) : url, 'http://127.0.0.1');
}

/**
 * The one place that decides who is let in, before anything else looks at a request: the Host first, so that a rebound
 * name learns nothing, then the site and the Origin, then the token. A page opened with the token in its address passes.
 */
export function refusalOf(
  request: IncomingMessage,
  access: Access,
  way: 'request' | 'socket' = 'request',
): Refusal | null {
  const { headers, method } = request;
  const url = urlOf(request, access.basePath);
  const writes = method !== 'GET' && method !== 'HEAD';
  if (!access.hostIsOwn(headers)) return refused(403, 'The Host is not this server.');
  if (url === null) return refused(400, 'The address is none.');
  if (way === 'socket' && url.pathname !== '/engine') return refused(404, 'There is no such WebSocket.');
  const isPage = way === 'request' && url.pathname === '/' && !writes;
  if (isPage) return access.isAuthorized(headers) || hasRightToken(url, access) ? null : locked(request, url);
  if (!access.siteIsOwn(headers)) return refused(403, 'Another site may not ask this server.');
  if ((writes || way === 'socket') && !access.originIsOwn(headers))
    return refused(403, 'The Origin is not this server.');
  if (!access.isAuthorized(headers)) return refused(401, 'The token is missing or wrong.');
  return null;
}

function hasRightToken(url: URL, access: Access): boolean {
  const token = url.searchParams.get('token');
  return token !== null && access.tokenIsRight(token);
}

/**
 * A link from another site brings no strict cookie along: the page asks once more, then from here. Elsewise it says how
 * to come in.
 */
function locked({ headers }: IncomingMessage, url: URL): Refusal {
  return {
    status: 401,
    message: 'The token is missing or wrong.',
    send: (response) => {
      if (headers['sec-fetch-site'] === 'cross-site' && url.search === '')
        reply(response, 200, { Refresh: '0; url=./', 'Cache-Control': 'no-store' });
      else replyPage(response, 401, lockedPage, []);
    },
  };
}
