import { join } from 'node:path';
import type { ProgressSlice } from '../context.ts';
import { throwIfCancelled } from '../errors.ts';
import type { ForegroundSide } from '../graphcut/foreground-choice.ts';
import { writeFileAtomically } from '../raster/atomic-file.ts';
import { encodeRgbJpeg } from '../raster/image-file.ts';
import type { FloatPlane, RasterSize } from '../raster/types.ts';
import { cacheKey } from '../store/cache-key.ts';
import { decodeFrames, type Frame } from '../video/decode-frames.ts';
import { contactSheetSampler } from './contact-sheet.ts';
import { foregroundPatches } from './cut-stage.ts';
import type { ClipWork } from './clip-work.ts';
import type { LockedMasks } from './locked-masks.ts';
import { maskFileName } from './mask-file.ts';
import { orderedMap } from './ordered-map.ts';
import { type OverviewFiles, writeOverviews } from './overviews.ts';

/** Where one clip's results lie. */
export interface ClipOutputs extends OverviewFiles {
  readonly masksDir: string;
}

/** How the masks of a clip come about. */
export interface MaskSource {
  /** What the masks are called in the store and in counts. */
  readonly stage: 'mask' | 'refinedMask';
  /** The cache key of a frame's mask file. */
  key(index: number): string;
  /** The soft mask, 0..1, that is brought to the frame's resolution; asked for where the store has no mask. */
  coarse(index: number): FloatPlane;
  /** The resolution at which the frame's edges are looked at for that. */
  readonly guideSize: RasterSize;
  /** The graph cut's mask file of a frame, where this one differs from it; else null. */
  before(index: number): Uint8Array | null;
}

/**
 * The graph cut's masks, from the foreground patches.
 *
 * @param chosen for each frame, which side of its bipartition is the foreground.
 */
export function graphCutMasks(work: ClipWork, chosen: readonly ForegroundSide[]): MaskSource {
  const { rows, cols } = work.geometry.grid;
  return {
    stage: 'mask',
    key: (index) => work.keys.mask(index, chosen[index]!),
    coarse: (index) => ({
      widthPx: cols,
      heightPx: rows,
      data: foregroundPatches(work, index, chosen[index]!),
    }),
    guideSize: work.geometry.flow,
    before: () => null,
  };
}

/** One frame's mask as PNG bytes, from the store where it was computed before, and its overlay picture. */
export async function finishMask(work: ClipWork, { index, image }: Frame, masks: MaskSource) {
  const { store, pool, computed } = work;
  const key = masks.key(index);
  const known = store.getBlob(key);
  const before = masks.before(index);
  const { png, overlay } = await pool.run('maskTask', {
    frame: image,
    guideSize: masks.guideSize,
    ...(before === null ? {} : { before }),
    ...(known === undefined ? { coarse: masks.coarse(index) } : { png: known }),
  });
  if (known === undefined) {
    store.putBlobs([{ key, stage: masks.stage, bytes: png }]);
    computed[masks.stage] = (computed[masks.stage] ?? 0) + 1;
  }
  return { index, image, png, overlay, before };
}

/** Raised when previews look different. */
const PREVIEW_VERSION = 1;
const PREVIEW_QUALITY = 90;

/**
 * The cache key of a video frame's picture as JPEG at the source's size, by which it is shown without decoding. Runs and
 * viewers make it with different encoders, to the same quality.
 */
export const previewKey = (clipDigest: string, index: number) =>
  cacheKey({
    stage: 'preview',
    version: PREVIEW_VERSION,
    config: { quality: PREVIEW_QUALITY },
    inputs: [clipDigest, String(index)],
  });

/** Keeps a video's frame for viewers, which could show it only after starting ffmpeg otherwise. */
async function keepPreview({ clip, store }: ClipWork, { index, image }: Frame): Promise<void> {
  const key = previewKey(clip.digest, index);
  if (clip.kind === 'folder' || store.hasBlob(key)) return;
  store.putBlobs([{ key, stage: 'preview', bytes: await encodeRgbJpeg(image, PREVIEW_QUALITY) }]);
}

/** A frame under a mask file that is there already. */
const withMask = ({ pool }: ClipWork, { image }: Frame, { guideSize }: MaskSource, png: Uint8Array) =>
  pool.run('maskTask', { frame: image, guideSize, png });

/** Masks at source resolution, one file per frame (locked ones stay as they are), the overlay video and the contact sheet, in one pass. */
export async function maskStage(
  work: ClipWork,
  masks: MaskSource,
  outputs: ClipOutputs,
  locked: LockedMasks,
  progress: ProgressSlice,
): Promise<void> {
  const { clip, signal, pool } = work;
  const context = { signal, progress: { report: () => undefined } };
  const sheet = contactSheetSampler(work);
  const finished = orderedMap(decodeFrames(clip, {}, context), pool.parallelism, async (frame) => {
    throwIfCancelled(signal);
    const made = await finishMask(work, frame, masks);
    await keepPreview(work, frame);
    const kept = await locked.kept(frame.index);
    if (kept !== null) {
      await locked.putOriginal(frame.index, made.png);
      return { ...made, ...(await withMask(work, frame, masks, kept)) };
    }
    await writeFileAtomically(join(outputs.masksDir, maskFileName(frame.index)), made.png);
    return made;
  });
  await writeOverviews(clip, finished, sheet, outputs, { signal, progress });
}
