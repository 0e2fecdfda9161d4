import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { FodvidError, failedError } from '../../base/errors.ts';

/** Random access to the bytes of a file (or of memory, in tests); `name` is what messages call it. */
export interface ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  /** `length` bytes from `offset`, in memory of their own (aligned for any element); throws beyond the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes in memory as a source. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    sizeBytes: bytes.byteLength,
    read(offset, length) {
      if (!inRange(offset, length, bytes.byteLength)) return Promise.reject(truncated(name));
      return Promise.resolve(new Uint8Array(bytes.subarray(offset, offset + length)));
    },
  };
}

const inRange = (offset: number, length: number, size: number) =>
  Number.isSafeInteger(offset) &&
  Number.isSafeInteger(length) &&
  offset >= 0 &&
  length >= 0 &&
  offset + length <= size;

/** The error for a file that ends before what it announces. */
export const truncated = (name: string) =>
  failedError(`${name} ends too early: the file is damaged or incomplete; download it again.`);

/**
 * Opens `path`, lets `use` read from it and closes it; file-system problems become clear errors. `name` is what other
 * messages call the file.
 */
export async function withFile<T>(
  path: string,
  use: (source: ByteSource) => Promise<T>,
  name = basename(path),
): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const status = await handle.stat();
    if (!status.isFile()) throw failedError(`${path} is not a file.`);
    return await use(fileSource(name, handle, status.size));
  } catch (error) {
    throw fileProblem(path, error);
  } finally {
    await handle?.close();
  }
}

function fileSource(name: string, handle: FileHandle, sizeBytes: number): ByteSource {
  return {
    name,
    sizeBytes,
    async read(offset, length) {
      if (!inRange(offset, length, sizeBytes)) throw truncated(name);
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(
          bytes,
          filled,
          Math.min(length - filled, 1 << 26),
          offset + filled,
        );
        if (bytesRead === 0) throw truncated(name);
        filled += bytesRead;
      }
      return bytes;
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not read or write it',
  ENOSPC: 'the disk is full; make room and try again',
  EDQUOT: 'the disk quota is used up; make room and try again',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of the path is not a folder',
};

/** `error` as a clear error about `path` where it is a file-system error, else `error` itself. */
export function fileProblem(path: string, error: unknown): unknown {
  if (error instanceof FodvidError || !(error instanceof Error) || !('code' in error)) return error;
  const reason = reasons[String(error.code)] ?? error.message;
  return failedError(`${path}: ${reason}.`, {}, { cause: error });
}
