import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Who may speak to this server: who names it rightly, comes from its own page, and knows the token. */
export interface Access {
  readonly token: string;
  /** What the addresses of this server begin with at a reverse proxy: '/' or '/fodvid/'. */
  readonly basePath: string;
  /** The names, with their ports where these are not the usual ones, by which a reverse proxy is reached. */
  readonly proxyHosts: readonly string[];
  /** Whether the Host header names this server; a rebound DNS name does not. */
  hostIsOwn(headers: IncomingHttpHeaders): boolean;
  /** Whether a page of this server sent it, as far as the browser tells. Programs, which send no such headers, pass. */
  siteIsOwn(headers: IncomingHttpHeaders): boolean;
  /**
   * Whether its Origin is this server's: for WebSockets and writes. Without an Origin only who sends the token in the
   * Authorization header passes, for that is no browser.
   */
  originIsOwn(headers: IncomingHttpHeaders): boolean;
  tokenIsRight(token: string): boolean;
  /** Whether the session's cookie or an Authorization header came along. */
  isAuthorized(headers: IncomingHttpHeaders): boolean;
  /** The Set-Cookie header for who came with the token. */
  sessionCookie(headers: IncomingHttpHeaders): string;
}

const digest = (text: string) => createHash('sha256').update(text).digest();
/** Takes the same time wherever the two differ. */
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** A new token: 256 random bits. */
export const newToken = () => randomBytes(32).toString('base64url');

/** How a server is reached besides by its own address. */
export interface ReverseProxy {
  readonly basePath?: string;
  readonly hosts?: readonly string[];
}

/** A cookie lasts so long, where the token does: one that was chosen. */
const lastingSec = 30 * 24 * 3600;

/**
 * The rules for the server on `port`. Cookies do not know ports: another server on this machine sees ours, so it is not
 * the token but a value made of it, which is right as long as the token is. `lasting`: the token stays the same at the
 * next start, so the cookie outlives the browser's session.
 */
export function createAccess(
  token: string,
  port: number,
  { basePath = '/', hosts = [] }: ReverseProxy = {},
  lasting = false,
): Access {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  const proxies = hosts.map((host) => host.toLowerCase());
  const origins = [...own.map((host) => `http://${host}`)];
  for (const host of proxies) origins.push(`https://${host}`, `http://${host}`);
  const cookieName = `fodvid-${port}`;
  const session = createHmac('sha256', token).update('fodvid session').digest('base64url');
  const sentToken = ({ authorization }: IncomingHttpHeaders) =>
    /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const hasToken = (headers: IncomingHttpHeaders) => {
    const sent = sentToken(headers);
    return sent !== undefined && same(sent, token);
  };
  const isSecure = (headers: IncomingHttpHeaders) =>
    proxies.length > 0 && headers['x-forwarded-proto'] === 'https';
  return {
    token,
    basePath,
    proxyHosts: proxies,
    hostIsOwn: ({ host, 'x-forwarded-host': forwarded }) => {
      const named = host?.toLowerCase() ?? '';
      if (proxies.includes(named)) return true;
      // A proxy that asks by our own address says in a header by which name it was asked.
      const asked = typeof forwarded === 'string' ? forwarded.toLowerCase() : null;
      return own.includes(named) && (asked === null || proxies.includes(asked));
    },
    siteIsOwn: (headers) => {
      const site = headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin' || site === 'none';
    },
    originIsOwn: (headers) =>
      headers.origin === undefined ? hasToken(headers) : origins.includes(headers.origin.toLowerCase()),
    tokenIsRight: (sent) => same(sent, token),
    isAuthorized: (headers) =>
      hasToken(headers) || cookieValues(headers.cookie, cookieName).some((value) => same(value, session)),
    sessionCookie: (headers) =>
      `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=${basePath}` +
      `${lasting ? `; Max-Age=${lastingSec}` : ''}${isSecure(headers) ? '; Secure' : ''}`,
  };
}

const cookieValues = (header: string | undefined, name: string): string[] =>
  (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
