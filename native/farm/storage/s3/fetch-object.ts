import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asWriteFailure } from '../../../base/atomic-file.ts';
import type { ObjectAddress } from './object-address.ts';
import type { ObjectStore } from './object-store.ts';

/** What was brought onto this machine's disk. */
export interface Fetched {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Reads an object into `sink`, a piece at a time; null where there is none. `failed` words what goes wrong on the way. */
async function readInto(
  store: ObjectStore,
  address: ObjectAddress,
  sink: () => Writable,
  signal: AbortSignal,
  failed: (error: unknown) => unknown = (error) => error,
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
    await pipeline(object.body, counted, sink(), { signal });
  } catch (error) {
    throw failed(store.failureOf(error, address));
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/**
 * Copies an object into a file; null where there is none. Throws a `StorageError` where the storage fails on the way, and a
 * sentence where the file cannot be written.
 */
export const fetchObject = (
  store: ObjectStore,
  address: ObjectAddress,
  path: string,
  signal: AbortSignal,
): Promise<Fetched | null> =>
  readInto(
    store,
    address,
    () => createWriteStream(path),
    signal,
    (error) => asWriteFailure(path, error),
  );

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** SHA-256 (hex) of an object; null where there is none. */
export const digestObject = async (
  store: ObjectStore,
  address: ObjectAddress,
  signal: AbortSignal,
): Promise<string | null> => (await readInto(store, address, nowhere, signal))?.sha256 ?? null;
