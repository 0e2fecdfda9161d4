import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { asWriteFailure, replaceFile, temporaryPathBeside } from '../../../base/atomic-file.ts';
import { cancelledError, FodvidError, failedError, throwIfCancelled } from '../../../base/errors.ts';
import type { ProgressNode } from '../../../base/progress.ts';
import { orderedMap } from '../../../base/ordered-map.ts';
import { runFolder } from '../../../runs/run-folder.ts';
import { markFile, publicationOf, relocateReport } from '../../publish.ts';
import { fetchObject } from './fetch-object.ts';
import { addressText, objectBelow, type ObjectAddress, typedAddress } from './object-address.ts';
import { type Manifest, type ManifestFile, readManifest } from './object-results.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';

/** So many files are fetched at once. */
const AT_ONCE = 8;

/** Who stops the fetching, and hears how far it is. */
export interface FetchContext {
  readonly signal: AbortSignal;
  readonly progress: ProgressNode;
}

/** What became of each clip: `there` is the same that was fetched before. */
export type FetchedClip = { readonly address: string; readonly outDir: string } & (
  { readonly state: 'fetched' | 'there' } | { readonly state: 'failed'; readonly error: string }
);

/** The results at an address: its own, or those directly below it. */
async function resultsAt(
  store: ObjectStore,
  address: ObjectAddress,
): Promise<{ readonly at: ObjectAddress; readonly manifest: Manifest }[]> {
  const own = await readManifest(store, address);
  if (own !== null) return [{ at: address, manifest: own }];
  const found: { at: ObjectAddress; manifest: Manifest }[] = [];
  for await (const { prefixes } of store.list(address, { direct: true }))
    for (const prefix of prefixes) {
      const at = { bucket: address.bucket, key: prefix.slice(0, -1) };
      const manifest = await readManifest(store, at);
      if (manifest !== null) found.push({ at, manifest });
    }
  if (found.length > 0) return found;
  throw failedError(
    `There are no results at ${addressText(address)}; name what "fodvid submit" was given as --out.`,
  );
}

/** Fetches a file of the results and checks it. */
async function fetchFile(
  store: ObjectStore,
  from: ObjectAddress,
  folder: string,
  { path, sizeBytes, sha256 }: ManifestFile,
  signal: AbortSignal,
): Promise<void> {
  const file = join(folder, ...path.split('/'));
  await mkdir(dirname(file), { recursive: true });
  const fetched = await fetchObject(store, objectBelow(from, path), file, signal);
  if (fetched?.sizeBytes !== sizeBytes || fetched.sha256 !== sha256)
    throw failedError(
      `${addressText(objectBelow(from, path))} is ${fetched === null ? 'missing' : 'not what was published'}; remove the clip's results there, and hand it in again.`,
    );
}

/** Fetches the results of a clip under a hidden name, and renames them once they are whole. */
async function fetchClip(
  store: ObjectStore,
  at: ObjectAddress,
  { files, folder, ...publication }: Manifest,
  outDir: string,
  { signal, progress }: FetchContext,
): Promise<void> {
  const { lease, id, worker } = publication;
  const from = objectBelow(at, folder);
  const staging = temporaryPathBeside(outDir);
  let done = 0;
  async function fetchOne(file: ManifestFile): Promise<string> {
    throwIfCancelled(signal);
    await fetchFile(store, from, staging, file, signal);
    return file.path;
  }
  try {
    await mkdir(staging, { recursive: true });
    for await (const path of orderedMap(files, AT_ONCE, fetchOne))
      progress.report(++done, files.length, path);
    const { reportPath } = runFolder(staging);
    const report = await readFile(reportPath, 'utf8');
    await writeFile(reportPath, relocateReport(report, { [addressText(from)]: outDir }));
    await writeFile(join(staging, markFile), `${JSON.stringify({ id, lease, worker }, null, 2)}\n`);
    await replaceFile(staging, outDir);
  } catch (error) {
    throw signal.aborted ? cancelledError() : asWriteFailure(outDir, error);
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Fetches results into folders of `dir`, each whole or not at all; one that fails does not stop the others. Throws where
 * there are none at the address, or the object storage cannot be reached.
 */
export async function fetchResults(
  typed: string,
  dir: string,
  context: FetchContext,
  open: () => Promise<ObjectStore> = openObjectStore,
): Promise<FetchedClip[]> {
  const address = typedAddress(typed);
  const store = await open();
  const found = await resultsAt(store, address);
  const parts = context.progress.split(Object.fromEntries(found.map(({ at }) => [at.key, 1])));
  const clips: FetchedClip[] = [];
  for (const { at, manifest } of found) {
    const place = { address: addressText(at), outDir: join(resolve(dir), basename(at.key)) };
    const part = parts[at.key]!;
    try {
      clips.push({
        ...place,
        state: await fetched(store, at, manifest, place.outDir, { ...context, progress: part }),
      });
    } catch (error) {
      if (!(error instanceof FodvidError) || error.kind === 'cancelled') throw error;
      clips.push({ ...place, state: 'failed', error: error.withAdvice });
    }
    part.close();
  }
  return clips;
}

async function fetched(
  store: ObjectStore,
  at: ObjectAddress,
  manifest: Manifest,
  outDir: string,
  context: FetchContext,
): Promise<'fetched' | 'there'> {
  const there = await publicationOf(outDir);
  if (there?.id === manifest.id && there.lease === manifest.lease) return 'there';
  if ((await readdir(outDir).catch(() => [])).length > 0) throw otherFolder(outDir);
  await fetchClip(store, at, manifest, outDir, context);
  return 'fetched';
}

const otherFolder = (outDir: string) =>
  failedError(`The folder ${outDir} already holds something else, which is kept; name another folder.`);
