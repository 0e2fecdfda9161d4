import { createWriteStream } from 'node:fs';
import { constants, copyFile, link, mkdir, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extensionOf, frameExtensions, videoExtensions } from '../base/file-kinds.ts';
import type { UploadedFile } from '../api/upload.ts';
import { failedError, usageError } from '../base/errors.ts';
import { temporaryPathBeside } from '../base/atomic-file.ts';

/** Where files that a browser sends are put, and how large one may be. */
export interface UploadPlace {
  readonly folder: string;
  readonly maxBytes: number;
}

/** What stays free on the disk after an upload. */
const reservedBytes = 2 ** 28;
const longestName = 200;

/** What people bring: videos, pictures, weights. Nothing that a system would run or read as its own. */
const extensions: readonly string[] = [
  ...videoExtensions,
  ...frameExtensions,
  ...'pth pt ckpt safetensors onnx tar'.split(' '),
];
const reservedNames = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The name for a sent file; throws a usage error for one that could lead elsewhere or that no system should have. */
export function uploadName(encoded: string): string {
  const name = decoded(encoded).normalize('NFC');
  const extension = extensionOf(name);
  if (!extensions.includes(extension))
    throw usageError(
      `Files of type '${extension.slice(0, 20)}' are not accepted; upload a video, images or weights.`,
    );
  return safeName(name, 'file');
}

/** The name for a sent folder; throws the same. */
export const uploadFolderName = (encoded: string): string =>
  safeName(decoded(encoded).normalize('NFC'), 'folder');

/** The name of a frame in a sent folder; throws the same. */
export function frameName(asked: string): string {
  const name = asked.normalize('NFC');
  if (!frameExtensions.includes(extensionOf(name)))
    throw usageError(
      'A folder of frames may contain only PNG and JPEG images; remove the other files from it.',
    );
  return safeName(name, 'file');
}

function safeName(name: string, what: 'file' | 'folder'): string {
  const safe =
    name !== '' &&
    !/[/\\<>:"|?*\p{Cc}\p{Cs}\p{Co}\p{Cn}\u202a-\u202e\u2066-\u2069]/u.test(name) &&
    !/^\.|[. ]$|^ /.test(name) &&
    !reservedNames.test(name) &&
    Buffer.byteLength(name) <= longestName;
  if (!safe) throw usageError(`The name of the ${what} cannot be used; rename it and upload it again.`);
  return name;
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw usageError('The name is not encoded as an address must be.');
  }
}

/**
 * Writes a request's body into the folder under `name`, or `name (2)` and so on where that is taken; nothing is ever
 * replaced, and nothing is left of an upload that breaks off, is too large, or does not fit on the disk.
 */
export async function receiveUpload(
  request: IncomingMessage,
  name: string,
  { folder, maxBytes }: UploadPlace,
): Promise<UploadedFile> {
  const limitBytes = await roomFor(request, name, { folder, maxBytes });
  const temporaryPath = temporaryPathBeside(join(folder, name));
  try {
    const sizeBytes = await writeBody(request, temporaryPath, () => tooLarge(name, limitBytes), limitBytes);
    return { path: await giveName(temporaryPath, folder, name), sizeBytes };
  } finally {
    await rm(temporaryPath, { force: true });
  }
}

/** How many bytes may come; throws where more are announced. */
export async function roomFor(
  request: IncomingMessage,
  name: string,
  { folder, maxBytes }: UploadPlace,
): Promise<number> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const limitBytes = Math.min(maxBytes, bavail * bsize - reservedBytes);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(name, limitBytes);
  return limitBytes;
}

/** The refusal of what is more than `limitBytes`. */
export const tooLarge = (name: string, limitBytes: number) =>
  failedError(
    `${name} is too large to be sent: up to ${Math.max(0, Math.floor(limitBytes / 1e6))} MB are taken.`,
  );

async function writeBody(
  request: IncomingMessage,
  path: string,
  refusal: () => Error,
  limitBytes: number,
): Promise<number> {
  let sizeBytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) done(refusal());
      else done(null, chunk);
    },
  });
  await pipeline(request, limit, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { end: true });
  return sizeBytes;
}

/** Links the complete file under the first free name: a link, unlike a renaming, never replaces. */
async function giveName(temporaryPath: string, folder: string, name: string): Promise<string> {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let count = 1; count <= 10_000; count++) {
    const path = join(folder, count === 1 ? name : `${stem} (${count})${extension}`);
    try {
      await linkOrCopy(temporaryPath, path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw failedError(`There are too many files called ${name} in ${folder}.`);
}

/** Not every file system knows links. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(code)) throw error;
    return copyFile(from, to, constants.COPYFILE_EXCL);
  });
}
