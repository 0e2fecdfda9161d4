import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { endProcess, freePort } from './redis-server.ts';

/** An S3 server of a test's own. */
export interface TestS3 {
  /** The environment of a command that works with it. */
  readonly env: Readonly<Record<string, string>>;
  /** The leases that each farm.json was written with, by its address. */
  readonly leases: ReadonlyMap<string, ReadonlySet<string>>;
  /** Resolves at the next request of that kind. */
  heard(method: string): Promise<void>;
  /** Takes it away: all connections break, and nobody answers. */
  kill(): Promise<void>;
  /** Starts it again on the same objects. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The key that the server knows. */
const key = 'S3RVER';

/**
 * Starts a server with those buckets; with `conditional` it knows If-None-Match, as most do. What publishes results (a
 * farm.json) it writes up to `lateMs` late.
 */
export async function startS3(buckets: readonly string[], conditional = true, lateMs = 0): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), 'fodvid-s3-'));
  const port = await freePort();
  const file = join(import.meta.dirname, 's3-server-child.mjs');
  const words = JSON.stringify({ directory, port, buckets, conditional, lateMs });
  let child: ChildProcess | null = null;
  let lines: Interface | null = null;
  const leases = new Map<string, Set<string>>();
  function hearPublished(text: string): void {
    const [, address, lease] = /^published (.+) (\S+)$/.exec(text) ?? [];
    if (address !== undefined) leases.set(address, (leases.get(address) ?? new Set()).add(lease!));
  }
  /** The next line of the server that reads so. */
  function line(wanted: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const from = lines!;
    const hear = (text: string) => {
      if (text !== wanted) return;
      from.off('line', hear);
      resolve(undefined);
    };
    from.on('line', hear);
    return promise;
  }

  async function kill(): Promise<void> {
    const running = child;
    child = null;
    await endProcess(running, 'SIGTERM');
  }
  async function start(): Promise<void> {
    const started = spawn(process.execPath, [file, words], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    lines = createInterface({ input: started.stdout });
    lines.on('line', hearPublished);
    await line('ready');
  }

  await start();
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: key,
      // No profile of whoever runs the tests.
      AWS_CONFIG_FILE: join(directory, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'none'),
    },
    leases,
    heard: line,
    kill,
    start,
    async stop() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
