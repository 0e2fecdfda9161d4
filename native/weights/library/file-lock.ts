import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failedError } from '../../base/errors.ts';
import { isAlive } from '../../base/platform/process-alive.ts';
import { fileProblem } from '../formats/byte-source.ts';

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : null);

/** Whether the process that wrote a lock is still there; a lock without a readable number is left over. */
const isHeld = (pid: number) => Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid);

const held = new Set<string>();

/** Runs `work` while `path` marks that nobody else may; throws `busy` where another process or call does so. */
export async function withLock<T>(path: string, busy: string, work: () => Promise<T>): Promise<T> {
  if (held.has(path)) throw failedError(busy);
  held.add(path);
  try {
    await takeLock(path, busy);
    return await work().finally(() => rm(path, { force: true }));
  } finally {
    held.delete(path);
  }
}

async function takeLock(path: string, busy: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw fileProblem(path, error);
      if (isHeld(Number(await readFile(path, 'utf8').catch(() => '')))) throw failedError(busy);
      await rm(path, { force: true });
    }
  }
  throw failedError(busy);
}
