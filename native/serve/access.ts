import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Who may speak to this server: who names it rightly, comes from its own page, and knows the token. */
export interface Access {
  readonly token: string;
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
  readonly sessionCookie: string;
}

const digest = (text: string) => createHash('sha256').update(text).digest();
/** Takes the same time wherever the two differ. */
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** A new token: 256 random bits. */
export const newToken = () => randomBytes(32).toString('base64url');

/**
 * The rules for the server on `port`. Cookies do not know ports: another server on this machine sees ours, so it is not
 * the token but a random value that ends with this process.
 */
export function createAccess(token: string, port: number): Access {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const cookieName = `fodvid-${port}`;
  const session = newToken();
  const sentToken = ({ authorization }: IncomingHttpHeaders) =>
    /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const hasToken = (headers: IncomingHttpHeaders) => {
    const sent = sentToken(headers);
    return sent !== undefined && same(sent, token);
  };
  return {
    token,
    hostIsOwn: ({ host }) => host !== undefined && hosts.includes(host.toLowerCase()),
    siteIsOwn: (headers) => {
      const site = headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin' || site === 'none';
    },
    originIsOwn: (headers) =>
      headers.origin === undefined
        ? hasToken(headers)
        : hosts.some((host) => headers.origin === `http://${host}`),
    tokenIsRight: (sent) => same(sent, token),
    isAuthorized: (headers) =>
      hasToken(headers) || cookieValues(headers.cookie, cookieName).some((value) => same(value, session)),
    sessionCookie: `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
  };
}

const cookieValues = (header: string | undefined, name: string): string[] =>
  (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
