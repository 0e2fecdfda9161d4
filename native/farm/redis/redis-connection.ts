import { readFile } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { errorWords } from '../../base/error-words.ts';
import { failedError, usageError } from '../../base/errors.ts';

/** How a queue is reached. */
export interface QueueAddress {
  /** `redis://` or, encrypted, `rediss://`. */
  readonly url: string;
  /** Instead of one in the address, which other users of the machine may see. */
  readonly password?: string;
  /** A certificate authority's file (PEM) for a server with one of its own. */
  readonly caFile?: string;
}

/** How long a first connection may take. */
const CONNECT_MS = 5_000;
const RECONNECT_MS = 2_000;

const howToStart =
  'start one with "redis-server --appendonly yes --requirepass SECRET" (Debian: apt install redis-server; macOS: brew install redis; ' +
  'Docker: docker run -p 127.0.0.1:6379:6379 valkey/valkey)';

const loopback = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

/** The address without its password, for people. */
export function shownAddress(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href.replace(/\/$/, '');
}

/** Reads an address; throws a usage error for one that is none, or that would send clips' names and passwords openly. */
export function checkedAddress({ url, password }: QueueAddress): URL {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol) || new URL(url).hostname === '')
    throw usageError(
      `The queue's address is '${url}'; it must be redis://HOST:PORT, or rediss:// with TLS.`,
      {
        words: errorWords('queue-address', { address: url }),
      },
    );
  const parsed = new URL(url);
  const secret = password ?? parsed.password;
  if (secret === '' && !loopback.test(parsed.hostname))
    throw usageError(
      `The queue at ${parsed.host} would be open to everybody on the network; give Redis a password (requirepass).`,
      {
        words: errorWords('queue-open', { address: parsed.host }),
        advice: 'Name it in FODVID_QUEUE_PASSWORD.',
      },
    );
  return parsed;
}

async function optionsOf(address: QueueAddress) {
  const { protocol, hostname, port, username, pathname } = checkedAddress(address);
  const password = address.password ?? decodeURIComponent(new URL(address.url).password);
  const ca =
    address.caFile === undefined
      ? undefined
      : await readFile(address.caFile).catch((cause: unknown) => {
          throw failedError(
            `The certificate ${address.caFile!} cannot be read; check its path.`,
            {},
            { cause },
          );
        });
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    db: Number(pathname.slice(1) || 0),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password }),
    ...(protocol === 'rediss:' ? { tls: { ...(ca && { ca }), servername: hostname } } : {}),
    connectTimeout: CONNECT_MS,
    // Blocking commands of the queue may wait as long as they like.
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(50 * 2 ** times, RECONNECT_MS),
    lazyConnect: true,
  };
}

function connectionFailure(url: string, cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const shown = shownAddress(url);
  if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(reason))
    return failedError(
      `The queue at ${shown} does not accept the password; it must be the one of its requirepass.`,
      {
        words: errorWords('queue-password', { address: shown }),
        advice: 'Name it in FODVID_QUEUE_PASSWORD.',
      },
      { cause },
    );
  if (/certificate|self.signed|altname/i.test(reason))
    return failedError(
      `The certificate of the queue at ${shown} is not trusted (${reason}); name the file of its authority.`,
      {
        words: errorWords('queue-certificate', { address: shown, reason }),
        advice: 'It is given with --queue-ca FILE.',
      },
      { cause },
    );
  return failedError(
    `No Redis answers at ${shown} (${reason}); ${howToStart}.`,
    {
      words: errorWords('queue-unreachable', { address: shown, reason }),
      advice: 'Or name another with --queue.',
    },
    { cause },
  );
}

/** A first connection that answered, which others are duplicated from; throws the sentence that helps where none does. */
export async function connectRedis(address: QueueAddress): Promise<Redis> {
  const options = await optionsOf(address);
  const { Redis: Client } = await import('ioredis').catch((cause: unknown) => {
    throw failedError('The package ioredis is not installed; npm install brings it.', {}, { cause });
  });
  // The first connection fails at once where nobody answers; only an established one is patient.
  const first = new Client({ ...options, retryStrategy: () => null });
  let reason: unknown;
  first.on('error', (error: unknown) => (reason = error));
  try {
    await first.connect();
    await first.ping();
  } catch (error) {
    throw connectionFailure(address.url, reason ?? error);
  } finally {
    first.disconnect();
  }
  const client = new Client(options);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
