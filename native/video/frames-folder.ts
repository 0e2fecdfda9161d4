import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StageContext } from '../base/context.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError, throwIfCancelled } from '../base/errors.ts';
import { isFrameName } from '../base/file-kinds.ts';
import { naturalOrder } from '../base/natural-order.ts';
import { readImageSize } from '../raster/image-file.ts';
import type { RasterSize } from '../raster/types.ts';

/** Whether a folder is there and holds frames directly. */
export const holdsFrames = (folder: string): Promise<boolean> =>
  readdir(folder, { withFileTypes: true }).then(
    (entries) => entries.some((entry) => !entry.isDirectory() && isFrameName(entry.name)),
    () => false,
  );

/** Absolute paths of the PNGs and JPEGs in `folder`, naturally ordered; hidden and other files are ignored. */
export async function listFrames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory() && isFrameName(entry.name));
  if (names.length === 0)
    throw failedError(`The folder ${folder} contains no PNG or JPEG frames; name a folder that does.`, {
      words: errorWords('frames-none', { folder }),
    });
  return names
    .map((entry) => entry.name)
    .sort(naturalOrder)
    .map((name) => join(folder, name));
}

/** The size that all frames share; throws a sentence that names two frames of differing sizes. */
export async function commonSize(framePaths: readonly string[], context: StageContext): Promise<RasterSize> {
  const first = await readImageSize(framePaths[0]!);
  for (const [index, path] of framePaths.entries()) {
    throwIfCancelled(context.signal);
    const size = await readImageSize(path);
    if (size.widthPx !== first.widthPx || size.heightPx !== first.heightPx)
      throw failedError(
        `The frames differ in size: ${framePaths[0]!} has ${first.widthPx}x${first.heightPx} pixels, ${path} has ` +
          `${size.widthPx}x${size.heightPx}; keep frames of one size in one folder.`,
        {
          words: errorWords('frames-differ', {
            path: framePaths[0]!,
            size: `${first.widthPx} × ${first.heightPx}`,
            otherPath: path,
            otherSize: `${size.widthPx} × ${size.heightPx}`,
          }),
        },
      );
    context.progress.report(index + 1, framePaths.length, basename(path));
  }
  return first;
}

/**
 * SHA-256 (hex) of the files' bytes, read as a stream. With `named`, each file's name stands before and its
 * length after its bytes, so that a renamed or shifted frame changes the digest.
 */
export async function digestFiles(
  paths: readonly string[],
  named: boolean,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    let sizeBytes = 0;
    if (named) hash.update(`${basename(path)}\0`);
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 17 }) as AsyncIterable<Buffer>) {
      throwIfCancelled(signal);
      sizeBytes += chunk.length;
      hash.update(chunk);
    }
    if (named) hash.update(`\0${sizeBytes}\0`);
  }
  return hash.digest('hex');
}
