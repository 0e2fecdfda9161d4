import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

/** Whether a folder lies there; throws where a file does, or where it cannot be looked at. */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  throw Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR' });
}

/**
 * Makes a folder with those above it, as far as they are missing. Node's own recursive `mkdir` tries for ever in file
 * systems that answer "no such file" to any new folder, as /proc does. Rejects with the system's error.
 */
export async function makeFolders(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isFolder(at)); at = dirname(at)) missing.unshift(at);
  for (const folder of missing)
    await mkdir(folder).catch((error: unknown) => {
      // Another process may have been quicker.
      if (codeOf(error) !== 'EEXIST') throw error;
    });
}
