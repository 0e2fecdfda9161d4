import { silentProgress } from '../../base/context.ts';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { FodvidError } from '../../base/errors.ts';
import { previewKey } from '../../runs/keys/clip-keys.ts';
import { decodeRgb, encodeRgbJpeg, previewQuality, readRgbImage } from '../../raster/image-file.ts';
import type { RgbImage } from '../../raster/types.ts';
import type { BlobEntry } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import { type ClipInfo, type FolderClip, type VideoClip, sourceIndex } from '../../video/clip.ts';
import { type JpegFrame, seekFrames } from '../../video/seek-frames.ts';
import type { EncodedPicture, EncodedPictureCache } from './encoded-pictures.ts';
import { createRequestedFrames } from './requested-frames.ts';

/** Frames of clips as pictures of the source's size. */
export interface SourceFrames {
  /** For showing: a JPEG. Null where the clip no longer has the frame. */
  picture(clip: ClipInfo, index: number, signal: AbortSignal): Promise<EncodedPicture | null>;
  /** For computing: the very pixels that a run sees. */
  image(clip: ClipInfo, index: number, signal: AbortSignal): Promise<RgbImage | null>;
  /** Ends what is being decoded. */
  close(): Promise<void>;
}

/** Decoded frames are written to the store by so many: each transaction waits for the disk. */
const writtenTogether = 8;

const jpeg = (bytes: Uint8Array): EncodedPicture => ({ contentType: 'image/jpeg', bytes });
const keyOf = (clip: ClipInfo, index: number) =>
  `source/${clip.path}/${clip.digest}/${sourceIndex(clip, index)}`;

/** A frame to be looked at or measured: of a video the picture for showing, which is there at once: its compression moves an edge by a pixel at most. */
export async function shownImage(
  sources: SourceFrames,
  clip: ClipInfo,
  index: number,
  signal: AbortSignal,
): Promise<RgbImage | null> {
  if (clip.kind === 'folder') return sources.image(clip, index, signal);
  const picture = await sources.picture(clip, index, signal);
  return picture === null ? null : decodeRgb(picture.bytes);
}

/** Shows frames of videos as runs have left them in the store; what is not there is decoded and left there as well. */
export function createSourceFrames(store: Store, cache: EncodedPictureCache): SourceFrames {
  let unwritten: BlobEntry[] = [];

  function write(): void {
    if (unwritten.length === 0) return;
    const entries = unwritten;
    unwritten = [];
    try {
      store.putBlobs(entries);
    } catch (error) {
      // A full disk: these frames are decoded again when they have left the memory.
      if (!(error instanceof FodvidError)) throw error;
    }
  }

  const requested = createRequestedFrames({
    isKnown: (clip, index) => cache.has(keyOf(clip, index)) || store.hasBlob(previewKey(clip, index)),
    keep(clip: VideoClip, { index, jpeg: bytes }: JpegFrame) {
      cache.set(keyOf(clip, index), jpeg(bytes));
      unwritten.push({ key: previewKey(clip, index), stage: 'preview', bytes });
      if (unwritten.length >= writtenTogether) write();
    },
    settle: write,
  });

  return {
    async picture(clip, index, signal) {
      const known = cache.get(keyOf(clip, index));
      if (known !== undefined) return known;
      if (clip.kind === 'folder') return folderPicture(clip, index);
      const preview = store.getBlob(previewKey(clip, index));
      if (preview !== undefined) return jpeg(preview);
      await requested.request(clip, index, signal);
      return cache.get(keyOf(clip, index)) ?? null;
    },
    async image(clip, index, signal) {
      if (clip.kind === 'folder') return readRgbImage(clip.framePaths[index]!);
      const { widthPx, heightPx } = clip;
      const options = { size: { widthPx, heightPx }, fromIndex: index, toIndex: index + 1 };
      const context = { signal, progress: silentProgress };
      for await (const frame of seekFrames(clip, options, context)) return frame.image;
      return null;
    },
    close: () => requested.close(),
  };
}

/** A frame's own file where every viewer shows it as a run sees it: a JPEG that is not rotated by its header. */
async function folderPicture(clip: FolderClip, index: number): Promise<EncodedPicture | null> {
  const path = clip.framePaths[index]!;
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const { format, orientation, space } = await sharp(bytes).metadata();
  if (format === 'jpeg' && (orientation ?? 1) === 1 && space === 'srgb') return jpeg(bytes);
  return jpeg(await encodeRgbJpeg(await readRgbImage(path), previewQuality));
}
