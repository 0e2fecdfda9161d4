import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorWords } from './error-words.ts';
import { failedError } from './errors.ts';

/** A hidden name in the folder of `path`, with its extension, for a file that is renamed once complete. */
export function temporaryPathBeside(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `.${basename(path, extension)}.${randomUUID()}.part${extension}`);
}

const temporaryName = /^\..+\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part(\.\w+)?$/;

/** Removes what a killed process left behind in `folder`: files under the names of `temporaryPathBeside`. */
export async function removeUnfinishedFiles(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => temporaryName.test(name));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'writing there is not permitted',
  EPERM: 'writing there is not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'a folder of that name is in the way',
  EEXIST: 'a file of that name is in the way',
  ENOENT: 'the folder is gone',
  EBUSY: 'another program has it open',
};

/** The sentence for a file at `path` that could not be written for `reason` (a few words). */
export const writeFailure = (path: string, reason: string, cause?: unknown) =>
  failedError(
    `The file ${path} cannot be written: ${reason}; choose another output folder or make room there.`,
    { words: errorWords('file-unwritable', { path, reason }) },
    { cause },
  );

/** A system error as a sentence; anything else that went wrong while producing the file stays what it is. */
export function asWriteFailure(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return error;
  return writeFailure(path, reasons[String(error.code)] ?? error.message, error);
}

/** Waits before each new try; a virus scanner holds a fresh file for a moment, a person's player for as long as it is open. */
const heldWaitsMs = [10, 50, 200, 500, 1_000];
const heldOpen = new Set(['EACCES', 'EPERM', 'EBUSY']);
const waitMs: (ms: number) => Promise<unknown> = delay;

/** Does what Windows refuses while a program has a file open: there again for about two seconds, then the error says EBUSY. */
async function onceLetGo(
  action: () => Promise<void>,
  platform: NodeJS.Platform,
  wait: (ms: number) => Promise<unknown>,
): Promise<void> {
  const waits = platform === 'win32' ? heldWaitsMs : [];
  for (let attempt = 0; ; attempt++)
    try {
      await action();
      return;
    } catch (error) {
      const waitMs = waits[attempt];
      const held = platform === 'win32' && heldOpen.has((error as NodeJS.ErrnoException).code ?? '');
      if (!held) throw error;
      if (waitMs === undefined) throw Object.assign(error as Error, { code: 'EBUSY' });
      await wait(waitMs);
    }
}

/**
 * Renames a file over another, or a folder. Where a program has the other one open, or a file in the folder, Windows needs
 * patience, and the error says EBUSY, for nothing about permissions is wrong.
 */
export const replaceFile = (
  from: string,
  to: string,
  { platform = process.platform, move = rename, wait = waitMs } = {},
): Promise<void> => onceLetGo(() => move(from, to), platform, wait);

const removeAll = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** Removes a file or a folder if it is there; throws a sentence where another program has it open. */
export async function removePath(
  path: string,
  { platform = process.platform, remove = removeAll, wait = waitMs } = {},
): Promise<void> {
  try {
    await onceLetGo(() => remove(path), platform, wait);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    throw failedError(
      `${path} cannot be removed; close the program that has it open.`,
      { words: errorWords('file-open', { path }) },
      { cause: error },
    );
  }
}

/**
 * Lets `produce` fill a temporary file beside `path`, then renames it: `path` holds either its old content or
 * the complete new one, also after a kill. Creates the folder; throws a sentence naming `path`.
 */
export async function writeThenRename(
  path: string,
  produce: (temporaryPath: string) => Promise<void>,
): Promise<void> {
  const temporaryPath = temporaryPathBeside(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await produce(temporaryPath);
    await replaceFile(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw asWriteFailure(path, error);
  }
}

/** Writes `data` to `path` atomically (see `writeThenRename`). */
export async function writeFileAtomically(path: string, data: Uint8Array | string): Promise<void> {
  await writeThenRename(path, (temporaryPath) => writeFile(temporaryPath, data));
}
