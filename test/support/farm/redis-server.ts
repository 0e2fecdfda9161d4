import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Why there is no redis-server on this machine; null where there is one. */
export function redisMissing(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.some((folder) => {
    try {
      accessSync(join(folder, 'redis-server'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return found ? null : 'redis-server is not installed (Debian: apt install redis-server)';
}

/** A free port of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Ends a process, and waits until it is gone. */
export async function endProcess(running: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (running === null || running.exitCode !== null) return;
  const gone = once(running, 'exit');
  running.kill(signal);
  await gone;
}

/** A redis-server of a test's own, which keeps what it is told on disk, as docs/many-machines.md asks for. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly password: string;
  /** Kills it as a power failure would. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a redis-server with a password; `bind` names the addresses that it listens at. */
export async function startRedis(bind = '127.0.0.1', extra: readonly string[] = []): Promise<TestRedis> {
  const host = bind.split(' ')[0]!;
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-redis-'));
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const password = 'of-the-test';
  let child: ChildProcess | null = null;

  async function answers(): Promise<void> {
    const client = new Redis({
      host,
      port,
      password,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    });
    client.on('error', () => undefined);
    try {
      while ((await client.ping().catch(() => '')) !== 'PONG') await delay(20);
    } finally {
      client.disconnect();
    }
  }

  async function kill(): Promise<void> {
    const running = child;
    child = null;
    await endProcess(running, 'SIGKILL');
  }

  const redis: TestRedis = {
    url: `redis://:${password}@${host}:${port}`,
    port,
    password,
    kill,
    async start() {
      const args = [
        '--port',
        String(port),
        '--bind',
        ...bind.split(' '),
        '--dir',
        folder,
        '--requirepass',
        password,
      ];
      const kept = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
      child = spawn('redis-server', [...args, ...kept, ...extra], { stdio: 'ignore' });
      await answers();
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await redis.start();
  return redis;
}
