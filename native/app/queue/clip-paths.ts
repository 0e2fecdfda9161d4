import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isVideoName } from '../../base/file-kinds.ts';
import { naturalOrder } from '../../base/natural-order.ts';
import { holdsFrames } from '../../video/frames-folder.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';

/** The clips at a path: a file or a folder of frames is one, another folder is its videos. Throws where there is none. */
export async function clipsAt(path: string): Promise<string[]> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw failedError(
      `The video or folder ${path} does not exist or cannot be read; check its path.`,
      { words: errorWords('clip-missing', { path }) },
      { cause },
    );
  });
  if (!entry.isDirectory() || (await holdsFrames(path))) return [path];
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((file) => !file.isDirectory() && isVideoName(file.name))
    .map(({ name }) => name)
    .sort(naturalOrder);
  if (names.length === 0)
    throw failedError(`The folder ${path} holds neither frames nor videos; choose another.`, {
      words: errorWords('clips-none', { folder: path }),
    });
  return names.map((name) => join(path, name));
}
