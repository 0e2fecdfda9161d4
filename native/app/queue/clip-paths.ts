import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemFile, type SkippedFile } from '../../api/skipped-files.ts';
import { isFrameName, isVideoName } from '../../base/file-kinds.ts';
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

/** The files of a folder that `clipsAt` takes nothing of; none for a path that is no folder. */
export async function skippedAt(path: string): Promise<SkippedFile[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const frames = names.some(isFrameName);
  return names
    .filter((name) => !isSystemFile(name) && !(frames ? isFrameName(name) : isVideoName(name)))
    .sort(naturalOrder)
    .map((name) => ({ name, reason: frames ? 'not-frame' : 'not-video' }));
}
