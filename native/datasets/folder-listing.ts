import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failedError } from '../base/errors.ts';
import { naturalOrder } from '../base/natural-order.ts';

const imagePattern = /\.(png|jpe?g|tiff?|webp|bmp|pgm|ppm)$/i;

/** The entries of a folder; throws a `failed` error where it is missing or no folder, `role` saying what it is for. */
async function entries(folder: string, role: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const reason =
      code === 'ENOENT' ? 'does not exist' : code === 'ENOTDIR' ? 'is not a folder' : 'cannot be read';
    throw failedError(`The ${role} ${folder} ${reason}; check the path.`, { stage: 'datasets' }, { cause });
  }
}

/** Names of the image files directly in a folder, in natural order; hidden files are not looked at. */
export async function imageNames(folder: string, role = 'folder'): Promise<string[]> {
  const files = (await entries(folder, role)).filter(
    (entry) => !entry.isDirectory() && !entry.name.startsWith('.') && imagePattern.test(entry.name),
  );
  return files.map(({ name }) => name).sort(naturalOrder);
}

/** Names of the folders (and links, which may lead to some) directly in a folder, in natural order. */
export async function folderNames(folder: string, role = 'folder'): Promise<string[]> {
  const folders = (await entries(folder, role)).filter(
    (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'),
  );
  return folders.map(({ name }) => name).sort(naturalOrder);
}

/** Whether a folder is there and holds an image directly. */
export const holdsImages = async (folder: string): Promise<boolean> =>
  (await imageNames(folder).catch(() => [])).length > 0;

/** Whether a folder is there. */
export const isFolder = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    () => true,
    () => false,
  );

/** What a folder holds, for error messages: up to five names, or “nothing”. */
export async function contentsOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return 'nothing';
  const shown = names.sort(naturalOrder).slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** The paths of the images directly in a folder, in natural order. */
export const imagePaths = async (folder: string, role?: string): Promise<string[]> =>
  (await imageNames(folder, role)).map((name) => join(folder, name));
