import { connect } from 'node:net';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive } from '../base/platform/process-alive.ts';

const serving = z.object({ pid: z.int().positive(), port: z.int(), address: z.string() });
type Serving = z.infer<typeof serving>;

const fileIn = (cacheFolder: string): string => join(cacheFolder, 'serving.json');

/** The server that works on the cache folder; null where there is none, or it is gone without a word. */
export async function servingOn(cacheFolder: string): Promise<Serving | null> {
  const text = await readFile(fileIn(cacheFolder), 'utf8').catch(() => '');
  const known = serving.safeParse(jsonOf(text)).data ?? null;
  if (known === null || known.pid === process.pid || !isAlive(known.pid)) return null;
  // Another program may have got the number of the process since.
  return (await answers(known.port)) ? known : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port });
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/**
 * Notes that this server works on the cache folder, for its owner's eyes; returns what takes the note away again, or null
 * where another server has noted itself and is there.
 */
export async function noteServer(
  cacheFolder: string,
  { port, address }: Pick<Serving, 'port' | 'address'>,
): Promise<(() => Promise<void>) | null> {
  const path = fileIn(cacheFolder);
  const note = `${JSON.stringify({ pid: process.pid, port, address })}\n`;
  for (;;)
    try {
      // The address holds the token.
      await writeFile(path, note, { flag: 'wx', mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if ((await servingOn(cacheFolder)) !== null) return null;
      await rm(path, { force: true });
    }
}
