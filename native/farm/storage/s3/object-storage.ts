import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { basename, extname } from 'node:path/posix';
import { errorWords } from '../../../base/error-words.ts';
import { cancelledError, failedError } from '../../../base/errors.ts';
import { isFrameName, isVideoName } from '../../../base/file-kinds.ts';
import { naturalOrder } from '../../../base/natural-order.ts';
import { runFolder } from '../../../runs/run-folder.ts';
import type { ClipSource, FarmStorage, KnownClip } from '../farm-storage.ts';
import { digestObject, fetchObject } from './fetch-object.ts';
import {
  addressText,
  objectBelow,
  type ObjectAddress,
  type ObjectRoots,
  sharedAddress,
  typedAddress,
} from './object-address.ts';
import { isFreePrefix, readManifest } from './object-results.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { publishObjects } from './publish-objects.ts';
import { StorageError } from './storage-error.ts';

/** A name for a file of this machine, whatever the object is called. */
const fileName = (key: string) => basename(key).replace(/[\\:*?"<>|]/g, '_');

/** The videos that lie directly below a prefix, in natural order; throws where there are none. */
async function videosBelow(store: ObjectStore, prefix: ObjectAddress): Promise<string[]> {
  const keys: string[] = [];
  for await (const { objects } of store.list(prefix, { direct: true }))
    keys.push(...objects.map(({ key }) => key));
  const videos = keys.filter((key) => isVideoName(basename(key)));
  if (videos.length > 0)
    return videos.sort(naturalOrder).map((key) => addressText({ bucket: prefix.bucket, key }));
  const name = addressText(prefix);
  throw failedError(
    keys.some((key) => isFrameName(basename(key)))
      ? `${name} holds frames; folders of frames are taken from shared folders only, make a video of them.`
      : `There is no video directly below ${name}; name a video, or a prefix that holds some.`,
  );
}

async function identify(store: ObjectStore, address: ObjectAddress, signal: AbortSignal): Promise<KnownClip> {
  const path = addressText(address);
  const digest = await digestObject(store, address, signal).catch((error: unknown) => {
    throw signal.aborted ? cancelledError() : error;
  });
  if (digest === null)
    throw failedError(`The video ${path} does not exist; check its address.`, {
      words: errorWords('clip-missing', { path }),
    });
  return { path, name: basename(address.key, extname(address.key)), digest };
}

/** Brings a clip onto this machine's disk and checks that it is the one that was handed in. */
async function source(
  store: ObjectStore,
  address: ObjectAddress,
  digest: string,
  keepIn: string,
  signal: AbortSignal,
): Promise<ClipSource> {
  const path = join(keepIn, fileName(address.key));
  const name = addressText(address);
  await mkdir(keepIn, { recursive: true });
  try {
    const fetched = await fetchObject(store, address, path, signal);
    if (fetched === null) return { state: 'missing', trouble: { error: `The clip ${name} is not there` } };
    if (fetched.sha256 === digest) return { state: 'there', path };
    await rm(path, { force: true });
    return { state: 'changed' };
  } catch (error) {
    if (signal.aborted) throw cancelledError();
    if (error instanceof StorageError && error.failure !== 'denied')
      return { state: 'gone', trouble: error.trouble };
    throw error;
  }
}

let shared: Promise<ObjectStore> | null = null;
/** One connection for the whole process, opened by whoever needs it first. */
const sharedStore = () => (shared ??= openObjectStore());

/** Buckets of object storage that speaks S3, or prefixes in them. */
export function objectStorage(
  roots: ObjectRoots,
  open: () => Promise<ObjectStore> = sharedStore,
): FarmStorage {
  const at = (name: string) => sharedAddress(name, roots);
  return {
    copies: true,
    here: (name) => Promise.resolve().then(() => addressText(at(name))),
    async clipsOf(typed) {
      const address = typedAddress(typed);
      return isVideoName(basename(address.key)) && !typed.endsWith('/')
        ? [addressText(address)]
        : videosBelow(await open(), address);
    },
    nameOf: (path) => addressText(at(addressText(typedAddress(path)))),
    identify: async (path, signal) => identify(await open(), at(path), signal),
    async prepare(folder) {
      await (await open()).list(at(folder), { direct: true }).next();
    },
    async isFree(outDir, id) {
      const store = await open();
      return (await isFreePrefix(store, at(outDir))) || (await readManifest(store, at(outDir)))?.id === id;
    },
    publicationOf: async (outDir) => readManifest(await open(), at(outDir)),
    async reportOf(outDir) {
      const store = await open();
      const manifest = await readManifest(store, at(outDir));
      return manifest === null
        ? null
        : store.readText(objectBelow(objectBelow(at(outDir), manifest.folder), runFolder('').reportPath));
    },
    source: async ({ path, digest }, keepIn, signal) =>
      source(await open(), at(path), digest, keepIn, signal),
    isReadable: () => Promise.resolve(true),
    checkpointDir: () => Promise.resolve(null),
    publish: async (order) => publishObjects(await open(), at(order.outDir), order),
    publishExport: ({ outDir }) =>
      Promise.reject(
        failedError(
          `Exports are not put into ${outDir}; name a shared folder with --out, or export what "fodvid fetch" has brought.`,
        ),
      ),
    trouble: (error) => Promise.resolve(error instanceof StorageError ? error.trouble : null),
  };
}
