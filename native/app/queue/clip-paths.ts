import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { isVideoName } from '../../base/file-kinds.ts';
import { naturalOrder } from '../../base/natural-order.ts';
import { holdsFrames } from '../../video/frames-folder.ts';
import { failedError } from '../../base/errors.ts';

/** The clips at a path: a file or a folder of frames is one, another folder is its videos. Throws where there is none. */
export async function clipsAt(path: string): Promise<string[]> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw failedError(
      `The video or folder ${path} does not exist or cannot be read; check its path.`,
      {},
      { cause },
    );
  });
  if (!entry.isDirectory() || (await holdsFrames(path))) return [path];
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((file) => !file.isDirectory() && isVideoName(file.name))
    .map(({ name }) => name)
    .sort(naturalOrder);
  if (names.length === 0)
    throw failedError(`The folder ${path} holds neither frames nor videos; choose another.`);
  return names.map((name) => join(path, name));
}

/** A clip's name for people and folders: a file's without its extension, a folder's whole name. */
export async function clipNameOf(clip: string): Promise<string> {
  const folder = (await stat(clip).catch(() => null))?.isDirectory() === true;
  return basename(clip, folder ? '' : extname(clip)) || 'clip';
}
