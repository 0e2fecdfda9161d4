import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { contentTypeOf } from '../api/page-policy.ts';
import { failedError } from '../base/errors.ts';

/** A file of the renderer's bundle. */
export interface StaticFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly etag: string;
}

/**
 * Reads the renderer's bundle from `folder` by the addresses of its files (`/index.html`). All of it is held in memory,
 * so that no request ever names a file on the disk. Throws where there is no bundle.
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, StaticFile>();
  for (const entry of entries.filter((candidate) => candidate.isFile() && !candidate.name.startsWith('.'))) {
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length).split(sep).join('/'), await readStaticFile(path));
  }
  if (!files.has('/index.html'))
    throw failedError(
      `The user interface is missing: there is no index.html in ${folder}; install the program again.`,
    );
  return files;
}

async function readStaticFile(path: string): Promise<StaticFile> {
  const bytes = await readFile(path);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  return { bytes, contentType: contentTypeOf(path), etag };
}
