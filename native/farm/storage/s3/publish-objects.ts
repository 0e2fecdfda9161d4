import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { cancelledError, throwIfCancelled } from '../../../base/errors.ts';
import { orderedMap } from '../../../base/ordered-map.ts';
import { runFolder } from '../../../runs/run-folder.ts';
import { digestFiles } from '../../../video/frames-folder.ts';
import { otherResults, type Published, relocateReport } from '../../publish.ts';
import type { ResultOrder } from '../farm-storage.ts';
import { addressText, objectBelow, type ObjectAddress } from './object-address.ts';
import {
  folderOfLease,
  isFreePrefix,
  type Manifest,
  manifestAddress,
  type ManifestFile,
  readManifest,
  workersFolders,
} from './object-results.ts';
import type { ObjectStore } from './object-store.ts';

/** Files up to that size are sent whole, so many at once; larger ones one after the other, in parts. */
const SMALL_BYTES = 8 << 20;
const SMALL_AT_ONCE = 8;

/** The files below a folder by their paths, with slashes. */
async function filesBelow(folder: string): Promise<{ readonly path: string; readonly sizeBytes: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.sort().map(async (file) => ({
      path: relative(folder, file).split(sep).join('/'),
      sizeBytes: (await stat(file)).size,
    })),
  );
}

/** Prefixes whose `farm.json` was sent and not answered: the server may write it yet, and it names what lies below them. */
const unanswered = new Set<string>();

/** Removes what lies below a prefix. */
async function removeBelow(store: ObjectStore, prefix: ObjectAddress): Promise<void> {
  for await (const { objects } of store.list(prefix))
    await Promise.all(objects.map(({ key }) => store.remove({ bucket: prefix.bucket, key })));
}

/** What of an earlier attempt with the same lease is there already, by size. */
async function sizesBelow(store: ObjectStore, prefix: ObjectAddress): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { objects } of store.list(prefix))
    for (const { key, sizeBytes } of objects) sizes.set(key.slice(prefix.key.length + 1), sizeBytes);
  return sizes;
}

/** Uploads the results below a prefix of this worker's own; nobody sees them there. */
async function upload(
  store: ObjectStore,
  { fromDir, outDir, clip, signal }: ResultOrder,
  own: ObjectAddress,
): Promise<ManifestFile[]> {
  const there = await sizesBelow(store, own);
  const { reportPath } = runFolder(fromDir);
  const renamed = { [fromDir]: `${outDir}/${own.key.split('/').at(-1)!}`, [clip.here]: clip.name };
  async function send({ path, sizeBytes }: Omit<ManifestFile, 'sha256'>): Promise<ManifestFile> {
    throwIfCancelled(signal);
    const file = join(fromDir, ...path.split('/'));
    const isThere = there.get(path) === sizeBytes;
    if (sizeBytes > SMALL_BYTES) {
      const sha256 = await digestFiles([file], false, signal);
      if (!isThere) await store.writeFile(objectBelow(own, path), file, sizeBytes, signal);
      return { path, sizeBytes, sha256 };
    }
    const read = await readFile(file);
    const bytes = file === reportPath ? Buffer.from(relocateReport(read.toString('utf8'), renamed)) : read;
    if (!isThere || file === reportPath) await store.write(objectBelow(own, path), bytes);
    return { path, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
  const files = await filesBelow(fromDir);
  const sent: ManifestFile[] = [];
  const small = files.filter(({ sizeBytes }) => sizeBytes <= SMALL_BYTES);
  for await (const file of orderedMap(small, SMALL_AT_ONCE, send)) sent.push(file);
  for (const file of files.filter(({ sizeBytes }) => sizeBytes > SMALL_BYTES)) sent.push(await send(file));
  return sent;
}

/**
 * Uploads results below a prefix that only this lease has, and makes them visible by one small object that is written last:
 * they are there whole or not at all. Of several that publish the same the first wins. Throws a failed error where the
 * folder holds something else, and a `StorageError` where the storage fails; what was sent by then is not sent again.
 */
export async function publishObjects(
  store: ObjectStore,
  outDir: ObjectAddress,
  order: ResultOrder,
): Promise<Published> {
  const { publication, holds } = order;
  const folder = folderOfLease(publication.lease);
  const own = objectBelow(outDir, folder);
  const ownText = addressText(own);
  const name = addressText(outDir);
  const giveUp = async () => {
    if (!unanswered.has(ownText)) await removeBelow(store, own);
  };
  async function earlier(): Promise<Published | null> {
    const there = await readManifest(store, outDir);
    if (there === null) return null;
    if (there.id !== publication.id) throw otherResults(name);
    return there.lease === publication.lease ? 'published' : 'there';
  }
  const before = await earlier();
  if (before !== null) return before;
  if (!(await isFreePrefix(store, outDir))) {
    // They may be the same, published since the question before.
    const since = await earlier();
    if (since !== null) return since;
    throw otherResults(name);
  }
  const files = await upload(store, order, own).catch((error: unknown) => {
    throw order.signal.aborted ? cancelledError() : error;
  });
  const text = `${JSON.stringify({ ...publication, folder, files } satisfies Manifest, null, 1)}\n`;
  const meanwhile = await earlier();
  if (meanwhile !== null || !(await holds())) {
    await giveUp();
    return meanwhile ?? 'lost';
  }
  unanswered.add(ownText);
  const isWritten = await store.writeNew(manifestAddress(outDir), text);
  unanswered.delete(ownText);
  if (!isWritten) {
    const winner = await earlier();
    if (winner !== 'published') await giveUp();
    if (winner === null) throw otherResults(name);
    return winner;
  }
  await sweep(store, outDir, folder, text).catch(() => undefined);
  return 'published';
}

/**
 * Removes what workers left behind that died while they published the same. Where the server would let one that only slept
 * write its `manifest` over this one, all stays: its own would name what was removed.
 */
async function sweep(
  store: ObjectStore,
  outDir: ObjectAddress,
  published: string,
  manifest: string,
): Promise<void> {
  const left = (await workersFolders(store, outDir)).filter((folder) => folder !== published);
  if (left.length === 0 || (await store.writeNew(manifestAddress(outDir), manifest))) return;
  for (const folder of left) await removeBelow(store, objectBelow(outDir, folder));
}
