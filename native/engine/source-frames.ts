import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { previewKey } from '../jobs/mask-stage.ts';
import { encodeRgbJpeg, readRgbImage } from '../raster/image-file.ts';
import type { RgbImage } from '../raster/types.ts';
import type { Store } from '../store/store.ts';
import type { ClipInfo, FolderClip, VideoClip } from '../video/clip.ts';
import { seekFrames } from '../video/seek-frames.ts';
import type { Picture, PictureCache } from './picture-cache.ts';
import { createTurns } from './turns.ts';

/** Frames of clips as pictures of the source's size. */
export interface SourceFrames {
  /** For showing: a JPEG. Null where the clip no longer has the frame. */
  picture(clip: ClipInfo, index: number, signal: AbortSignal): Promise<Picture | null>;
  /** For computing: the very pixels that a run sees. */
  image(clip: ClipInfo, index: number, signal: AbortSignal): Promise<RgbImage | null>;
}

/** Pixels that are decoded at a time, from the frame that is asked for on: whoever scrubs asks for the next ones soon. */
const windowPixels = 24 * 1920 * 1080;
const mostWindowFrames = 64;
const jpegQuality = 90;

const jpeg = (bytes: Uint8Array): Picture => ({ contentType: 'image/jpeg', bytes });
const keyOf = (clip: ClipInfo, index: number) => `source/${clip.path}/${clip.digest}/${index}`;

/** A stretch of a video that is being decoded. */
interface Window {
  readonly clip: VideoClip;
  readonly toIndex: number;
  next: number;
  readonly ended: Promise<void>;
}

/** Decodes single frames by jumping there, and the frames after them ahead of their time; at most two ffmpegs at once. */
export function createSourceFrames(store: Store, cache: PictureCache): SourceFrames {
  const windows = new Set<Window>();
  const turns = createTurns(2);

  function windowOf(clip: VideoClip, index: number): Window | undefined {
    return [...windows].find(
      (one) => one.clip.path === clip.path && one.next <= index && index < one.toIndex,
    );
  }

  /** Up to the first frame that is known already. */
  function windowEnd(clip: VideoClip, index: number): number {
    const frames = Math.floor(windowPixels / (clip.widthPx * clip.heightPx));
    const most = Math.min(clip.frameCount, index + Math.min(Math.max(frames, 1), mostWindowFrames));
    let end = index + 1;
    while (end < most && cache.get(keyOf(clip, end)) === undefined) end++;
    return end;
  }

  function openWindow(clip: VideoClip, index: number): Window {
    const toIndex = windowEnd(clip, index);
    const window: Window = { clip, toIndex, next: index, ended: turns.take(() => decode()) };
    async function decode(): Promise<void> {
      const { widthPx, heightPx } = clip;
      const options = { size: { widthPx, heightPx }, fromIndex: index, toIndex };
      // A window is short; what is decoded ahead is wanted although the request that opened it was given up.
      const context = { signal: new AbortController().signal, progress: { report: () => undefined } };
      for await (const frame of seekFrames(clip, options, context)) {
        cache.put(keyOf(clip, frame.index), jpeg(await encodeRgbJpeg(frame.image, jpegQuality)));
        window.next = frame.index + 1;
        arrivals.emit(window);
      }
    }
    windows.add(window);
    const close = () => {
      windows.delete(window);
      arrivals.emit(window);
    };
    window.ended.then(close, close);
    return window;
  }

  const arrivals = createArrivals();

  async function decoded(clip: VideoClip, index: number): Promise<Picture | null> {
    const window = windowOf(clip, index) ?? openWindow(clip, index);
    while (window.next <= index && windows.has(window)) await arrivals.of(window);
    return cache.get(keyOf(clip, index)) ?? null;
  }

  return {
    async picture(clip, index, signal) {
      const known = cache.get(keyOf(clip, index));
      if (known !== undefined) return known;
      if (clip.kind === 'folder') return folderPicture(clip, index);
      const preview = store.getBlob(previewKey(clip.digest, index));
      if (preview !== undefined) return jpeg(preview);
      return signal.aborted ? null : decoded(clip, index);
    },
    async image(clip, index, signal) {
      if (clip.kind === 'folder') return readRgbImage(clip.framePaths[index]!);
      const { widthPx, heightPx } = clip;
      const options = { size: { widthPx, heightPx }, fromIndex: index, toIndex: index + 1 };
      const context = { signal, progress: { report: () => undefined } };
      for await (const frame of seekFrames(clip, options, context)) return frame.image;
      return null;
    },
  };
}

/** Who waits for the next frame of a window. */
function createArrivals() {
  const waiting = new Map<Window, PromiseWithResolvers<undefined>>();
  return {
    of(window: Window): Promise<undefined> {
      let next = waiting.get(window);
      if (next === undefined) waiting.set(window, (next = Promise.withResolvers()));
      return next.promise;
    },
    emit(window: Window): void {
      waiting.get(window)?.resolve(undefined);
      waiting.delete(window);
    },
  };
}

/** A frame's own file where every viewer shows it as a run sees it: a JPEG that is not rotated by its header. */
async function folderPicture(clip: FolderClip, index: number): Promise<Picture | null> {
  const path = clip.framePaths[index]!;
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const { format, orientation, space } = await sharp(bytes).metadata();
  if (format === 'jpeg' && (orientation ?? 1) === 1 && space === 'srgb') return jpeg(bytes);
  return jpeg(await encodeRgbJpeg(await readRgbImage(path), jpegQuality));
}
