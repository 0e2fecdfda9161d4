import { stat } from 'node:fs/promises';
import { encodeRgbJpeg, readImageSize, readRgbImage } from '../../raster/image-file.ts';
import type { RasterSize, RgbImage } from '../../raster/types.ts';
import { listFrames } from '../../video/frames-folder.ts';
import { stillFrame } from '../../video/still-frame.ts';
import type { EncodedPicture, EncodedPictureCache } from './encoded-pictures.ts';

const longestSidePx = 320;

/** The size with the same shape and no side above `longestSidePx`. */
function thumbnailSize({ widthPx, heightPx }: RasterSize): RasterSize {
  const scale = Math.min(1, longestSidePx / Math.max(widthPx, heightPx));
  const side = (px: number) => Math.max(1, Math.round(px * scale));
  return { widthPx: side(widthPx), heightPx: side(heightPx) };
}

async function folderStill(folder: string): Promise<RgbImage> {
  const frames = await listFrames(folder);
  const middle = frames[frames.length >> 1]!;
  return readRgbImage(middle, thumbnailSize(await readImageSize(middle)));
}

/** A small picture of a clip that was not examined yet: a frame of the video or folder; null where it has none. */
export async function clipThumbnail(
  clip: string,
  cache: EncodedPictureCache,
  signal: AbortSignal,
): Promise<EncodedPicture | null> {
  const entry = await stat(clip).catch(() => null);
  if (entry === null) return null;
  const key = `thumbnail/${clip}/${entry.mtimeMs}/${entry.size}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  try {
    const image = entry.isDirectory()
      ? await folderStill(clip)
      : await stillFrame(clip, longestSidePx, signal);
    if (image === null) return null;
    const picture: EncodedPicture = { contentType: 'image/jpeg', bytes: await encodeRgbJpeg(image, 82) };
    cache.set(key, picture);
    return picture;
  } catch {
    // A clip that cannot be read says so when it is run; its place in the queue just has no picture.
    return null;
  }
}
