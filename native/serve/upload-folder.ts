import { createWriteStream } from 'node:fs';
import { lstat, mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { folderFiles, mostFolderFiles, type FolderFiles, type UploadedFile } from '../api/upload.ts';
import { failedError, usageError } from '../base/errors.ts';
import { replaceFile, temporaryPathBeside } from '../base/atomic-file.ts';
import { frameName, roomFor, tooLarge, type UploadPlace } from './receive-upload.ts';

/** No list of as many files as are taken is longer. */
const longestListBytes = 16 * 2 ** 20;

/** Takes a body apart into portions whose lengths are known beforehand. */
class BodyPortions {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #name: string;
  #rest: Buffer = Buffer.alloc(0);

  constructor(request: IncomingMessage, name: string) {
    this.#chunks = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#name = name;
  }

  /** The next `length` bytes, as they come; throws where the body ends before. */
  async *next(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      if (this.#rest.length === 0) await this.#refill();
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  /** The next `length` bytes at once. */
  async whole(length: number): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(this.next(length)));
  }

  async #refill(): Promise<void> {
    const chunk = await this.#chunks.next();
    if (chunk.done === true)
      throw failedError(`The upload of ${this.#name} was interrupted; upload it again.`);
    this.#rest = chunk.value;
  }
}

async function readList(body: BodyPortions, name: string): Promise<FolderFiles> {
  const length = (await body.whole(4)).readUInt32BE(0);
  const unread = () =>
    usageError(
      `The list of the files of ${name} cannot be read; at most ${mostFolderFiles} frames are accepted.`,
    );
  if (length > longestListBytes) throw unread();
  const text = (await body.whole(length)).toString('utf8');
  try {
    return folderFiles.parse(JSON.parse(text));
  } catch {
    throw unread();
  }
}

/** The list with the names that the files get; throws where one cannot be used, or two are the same to some file system. */
function checkedNames(files: FolderFiles): FolderFiles {
  const named = files.map(({ name, sizeBytes }) => ({ name: frameName(name), sizeBytes }));
  const distinct = new Set(named.map(({ name }) => name.toLowerCase()));
  if (distinct.size < named.length)
    throw usageError('Two frames of the folder have the same name; rename one.');
  return named;
}

/**
 * Writes a sent folder of frames into the library under `name`, or `name (2)` and so on where that is taken; nothing is
 * replaced, and nothing is left of one that breaks off, is too large, or holds anything but pictures.
 */
export async function receiveFolder(
  request: IncomingMessage,
  name: string,
  place: UploadPlace,
): Promise<UploadedFile> {
  const limitBytes = await roomFor(request, name, place);
  const body = new BodyPortions(request, name);
  const files = checkedNames(await readList(body, name));
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes > limitBytes) throw tooLarge(name, limitBytes);
  const temporaryPath = temporaryPathBeside(join(place.folder, name));
  try {
    await mkdir(temporaryPath, { mode: 0o700 });
    for (const file of files)
      await pipeline(
        body.next(file.sizeBytes),
        createWriteStream(join(temporaryPath, file.name), { flags: 'wx', mode: 0o600 }),
      );
    return { path: await giveFolderName(temporaryPath, place.folder, name), sizeBytes };
  } finally {
    await rm(temporaryPath, { recursive: true, force: true });
  }
}

/** Renames the complete folder to the first free name: no system renames a folder onto a file, a link or a filled folder. */
async function giveFolderName(temporaryPath: string, folder: string, name: string): Promise<string> {
  for (let count = 1; count <= 10_000; count++) {
    const path = join(folder, count === 1 ? name : `${name} (${count})`);
    if (await exists(path)) continue;
    try {
      await replaceFile(temporaryPath, path);
      return path;
    } catch (error) {
      if (!(await exists(path))) throw error;
    }
  }
  throw failedError(`There are too many folders called ${name} in ${folder}.`);
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
