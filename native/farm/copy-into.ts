import { copyFile, mkdir, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies what lies in the folder `from` into the folder `to`, which must exist, times included. Unlike `fs.cp` it makes no
 * parents: a share that goes away meanwhile is an error (ENOENT), and not written into as if it were there.
 */
export async function copyInto(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target);
      await copyInto(source, target);
      continue;
    }
    await copyFile(source, target);
    const { atime, mtime } = await stat(source);
    await utimes(target, atime, mtime);
  }
}
