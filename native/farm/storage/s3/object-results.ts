import { createHash } from 'node:crypto';
import { z } from 'zod';
import { markFile, publication } from '../../publish.ts';
import { objectBelow, type ObjectAddress } from './object-address.ts';
import type { ObjectStore } from './object-store.ts';

/** Below a folder of results, whichever worker wrote them: `run-` and some letters that only its lease has. */
const ownFolder = /^run-[0-9a-f]{16}$/;
const relativePath = z
  .string()
  .max(1024)
  .refine(
    (path) => path.split('/').every((name) => !['', '.', '..'].includes(name)) && !/[\\\p{Cc}]/u.test(path),
  );

/**
 * What makes results visible: the object `farm.json`, written last, names the prefix that holds them, and every file. What
 * lies below other prefixes there was never published.
 */
const manifest = publication.extend({
  folder: z.string().regex(ownFolder),
  files: z
    .array(
      z.object({
        path: relativePath,
        sizeBytes: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(1_000_000),
});
export type Manifest = z.infer<typeof manifest>;
export type ManifestFile = Manifest['files'][number];

/** The folder that only this taking of the job writes into. */
export const folderOfLease = (lease: string): string =>
  `run-${createHash('sha256').update(lease).digest('hex').slice(0, 16)}`;

export const manifestAddress = (outDir: ObjectAddress): ObjectAddress => objectBelow(outDir, markFile);

/** The manifest of published results; null where there is none, or what is there is none of ours. */
export async function readManifest(store: ObjectStore, outDir: ObjectAddress): Promise<Manifest | null> {
  const text = await store.readText(manifestAddress(outDir));
  if (text === null) return null;
  try {
    return manifest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether a prefix holds no results: nothing, or what workers left behind that died before they had published. */
export async function isFreePrefix(store: ObjectStore, outDir: ObjectAddress): Promise<boolean> {
  const start = `${outDir.key}/`;
  for await (const { objects, prefixes } of store.list(outDir, { direct: true })) {
    const isOther = (prefix: string) => !ownFolder.test(prefix.slice(start.length, -1));
    if (objects.length > 0 || prefixes.some(isOther)) return false;
  }
  return true;
}

/** The prefixes of workers below a folder of results. */
export async function workersFolders(store: ObjectStore, outDir: ObjectAddress): Promise<string[]> {
  const found: string[] = [];
  for await (const { prefixes } of store.list(outDir, { direct: true }))
    found.push(...prefixes.map((prefix) => prefix.slice(outDir.key.length + 1, -1)));
  return found.filter((name) => ownFolder.test(name));
}
