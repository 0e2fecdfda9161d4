import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asWriteFailure } from '../../../base/atomic-file.ts';
import type { ObjectAddress } from './object-address.ts';
import type { ObjectStore } from './object-store.ts';

/** What was brought onto this machine's disk. */
export interface Fetched {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Copies an object into a file, a piece at a time; null where there is none. Throws a `StorageError` where the storage
 * fails on the way, and a sentence where the file cannot be written.
 */
export async function fetchObject(
  store: ObjectStore,
  address: ObjectAddress,
  path: string,
  signal: AbortSignal,
): Promise<Fetched | null> {
  const object = await store.read(address, signal);
  if (object === null) return null;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(object.body, counted, createWriteStream(path), { signal });
  } catch (error) {
    throw asWriteFailure(path, store.failureOf(error, address));
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** SHA-256 (hex) of an object, read a piece at a time; null where there is none. */
export async function digestObject(
  store: ObjectStore,
  address: ObjectAddress,
  signal: AbortSignal,
): Promise<string | null> {
  const object = await store.read(address, signal);
  if (object === null) return null;
  const hash = createHash('sha256');
  try {
    await pipeline(object.body, hash, { signal });
  } catch (error) {
    throw store.failureOf(error, address);
  }
  return hash.digest('hex');
}
