import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { replaceFile } from '../base/atomic-file.ts';
import { failedError } from '../base/errors.ts';

const root = join(import.meta.dirname, '..', '..');
const bundleScript = join(root, 'build', 'build-renderer.mjs');
/** What the bundle is made of; a change in any of them makes it old. */
const sources = ['renderer', 'native/api', 'native/base', 'build/build-renderer.mjs', 'package-lock.json'];
const stampName = '.built-from';

/**
 * The folder of the renderer's bundle. In a checkout it is made where it is missing or older than its sources, which
 * takes some seconds and `say` is told of; a packaged program brings it along.
 */
export async function rendererBundle(say: (sentence: string) => void): Promise<string> {
  // Built packages have the bundle in the place of its sources.
  if (!existsSync(bundleScript)) return join(root, 'renderer');
  const folder = join(root, 'out', 'renderer');
  const stamp = await sourcesDigest();
  if ((await stampOf(folder)) === stamp) return folder;
  say('Building the user interface (once, takes a few seconds)...');
  await installBundle(folder, stamp, runScript);
  return folder;
}

/** What the bundle in a folder was made of; null where there is none. */
const stampOf = (folder: string) => readFile(join(folder, stampName), 'utf8').catch(() => null);

/**
 * Makes a bundle beside the folder and puts it in the folder's place by renaming, for other processes may be doing the
 * same; `make` fills a folder of its own.
 */
export async function installBundle(
  folder: string,
  stamp: string,
  make: (fresh: string) => Promise<void>,
): Promise<void> {
  const fresh = `${folder}-${randomUUID()}`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await make(fresh);
    await writeFile(join(fresh, stampName), stamp);
    for (let left = ATTEMPTS; (await stampOf(folder)) !== stamp; left--) {
      await removeBundle(folder);
      await replaceFile(fresh, folder).catch((error: unknown) => {
        if (left === 0) throw error;
      });
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** How often others may be quicker with a bundle of other sources. */
const ATTEMPTS = 20;

/** Removes a folder, which is gone at once as a whole. */
async function removeBundle(folder: string): Promise<void> {
  const old = `${folder}-${randomUUID()}`;
  await replaceFile(folder, old).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  await rm(old, { recursive: true, force: true });
}

async function runScript(folder: string): Promise<void> {
  const child = spawn(process.execPath, [bundleScript, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  const [code, messages] = await Promise.all([exit, text(child.stderr)]);
  if (code !== 0) throw failedError(`The user interface cannot be built: ${messages.trim().slice(-1_000)}`);
}

async function sourcesDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) for (const line of await listing(join(root, source))) hash.update(line);
  return hash.digest('hex');
}

/** A line for each file: path, size and time of change. */
async function listing(path: string): Promise<string[]> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) return [];
  if (!entry.isDirectory()) return [`${path} ${entry.size} ${entry.mtimeMs}\n`];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => listing(join(path, name))))).flat();
}
