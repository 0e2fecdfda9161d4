import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { failedError, usageError } from '../../base/errors.ts';
import type { Environment } from '../../base/platform/platform-folders.ts';

/** What a request needs beside its address. */
export interface RequestOptions {
  readonly headers: OutgoingHttpHeaders;
  readonly signal: AbortSignal;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY are taken from here. */
  readonly env: Environment;
  /** A connection that is silent for so long is given up. */
  readonly idleMs: number;
}

const maxRedirects = 10;

/** Sends a GET request and follows redirects, never from https to http; rejects on network errors. */
export async function request(url: string, options: RequestOptions): Promise<IncomingMessage> {
  let address = new URL(url);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await send(address, options);
    const target = response.headers.location;
    if (target === undefined || ![301, 302, 303, 307, 308].includes(response.statusCode ?? 0))
      return response;
    response.destroy();
    const next = new URL(target, address);
    if (next.protocol !== address.protocol && next.protocol !== 'https:')
      throw failedError(`${url} redirects to the insecure address ${next.href}, which is not followed.`);
    address = next;
  }
  throw failedError(`${url} redirects in a loop: more than ${maxRedirects} times.`);
}

function send(address: URL, { headers, signal, env, idleMs }: RequestOptions): Promise<IncomingMessage> {
  requireProxySupport(env);
  const secure = address.protocol === 'https:';
  const agentOptions = { proxyEnv: { ...env } };
  const agent = secure ? new https.Agent(agentOptions) : new http.Agent(agentOptions);
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? https : http).get(address, { headers, signal, agent }, resolve);
    outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error('the server does not respond')));
    outgoing.on('error', reject);
  });
}

/** Node's agents know the proxy variables since 24.5; with an older one a proxy would be passed over in silence. */
function requireProxySupport(env: Environment): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const proxied = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => env[name]);
  if (proxied && (major < 24 || (major === 24 && minor < 5)))
    throw usageError(
      'Downloads through HTTPS_PROXY need Node 24.5 or later: update Node, or unset the proxy variables.',
    );
}
