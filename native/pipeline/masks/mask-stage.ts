import { type ProgressSlice, silentProgress } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import type { ForegroundSide } from '../../graphcut/choice/foreground-choice.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { sharesOfGray } from '../../raster/gray-levels.ts';
import { encodeRgbJpeg, previewQuality } from '../../raster/image-file.ts';
import type { Enlarging } from '../../matte/enlarged-mask.ts';
import type { PictureRegion } from '../../raster/picture-region.ts';
import type { FloatPlane } from '../../raster/types.ts';
import { enlargingOf } from '../../runs/clip-geometry.ts';
import type { Frame } from '../../video/decode-frames.ts';
import { passFrames } from '../../video/seek-frames.ts';
import { contactSheetSampler, type FinishedFrame } from '../overviews/contact-sheet-sampler.ts';
import { foregroundPatches } from '../cut-stage.ts';
import type { ClipWork } from '../clip-work.ts';
import type { FrameMask, OverlaidMask } from '../frame-tasks.ts';
import type { LockedMasks } from '../../runs/locked-masks.ts';
import { recall } from '../../runs/stored/recall.ts';
import { previewKey } from '../../runs/keys/clip-keys.ts';
import { crfMaskKey, replacedMaskKey, type ReplacementParts } from '../../runs/keys/mask-keys.ts';
import type { RunFolder } from '../../runs/run-folder.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { writeOverviews } from '../overviews/write-overviews.ts';

/** How the masks of a clip come about. */
export interface MaskSource {
  /** What the masks are called in the store and in counts. */
  readonly stage: 'mask' | 'refinedMask' | 'crfMask';
  /** The cache key of a frame's mask file. */
  key(index: number): string;
  /** The soft mask, 0..1, that is brought to the frame's resolution; asked for where the store has no mask. */
  coarse(index: number): FloatPlane;
  /** How that is done. */
  readonly enlarging: Enlarging;
  /** Whether the soft mask goes through a fully connected CRF at the frame's resolution. */
  readonly crf?: boolean;
  /** The regions of a frame in which nothing becomes foreground, whatever its soft mask says. */
  readonly heldOut?: (index: number) => readonly PictureRegion[];
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
    enlarging: enlargingOf(work.config, work.geometry, 'patches'),
    before: () => null,
  };
}

/** What takes the place of a frame's soft mask. */
export interface Replacement extends ReplacementParts {
  soft(): FloatPlane;
}

/** The masks with other soft masks in place of some; `replacementOf` answers undefined for the frames that stay. */
export const replaceMasks = (
  masks: MaskSource,
  replacementOf: (index: number) => Replacement | undefined,
): MaskSource => ({
  ...masks,
  key(index) {
    const replacement = replacementOf(index);
    const key = masks.key(index);
    return replacement === undefined ? key : replacedMaskKey(masks.stage, key, replacement);
  },
  coarse: (index) => replacementOf(index)?.soft() ?? masks.coarse(index),
});

/** The masks with the soft masks of `keys` in place of some: [H, W] of the flow's size, 0..255, in the store. */
export function replaceByStored(
  work: ClipWork,
  masks: MaskSource,
  keys: ReadonlyMap<number, string>,
  version: number,
): MaskSource {
  const size = work.geometry.flow;
  return replaceMasks(masks, (index) => {
    const key = keys.get(index);
    if (key === undefined) return undefined;
    const soft = () => {
      const bytes = recall(work, key, 'soft mask', index);
      return { ...size, data: sharesOfGray(bytes) };
    };
    return { version, config: null, inputs: [key], soft };
  });
}

/** Those masks after a fully connected CRF (paper, section 3.3). */
export const crfMasks = (masks: MaskSource): MaskSource => ({
  ...masks,
  stage: 'crfMask',
  crf: true,
  key: (index) => crfMaskKey(masks.key(index)),
});

/** What a frame's mask is made of: the file that the store has from before, or the soft mask. */
export function maskInput({ store }: ClipWork, { index, image }: Frame, masks: MaskSource) {
  const png = store.getBlob(masks.key(index));
  if (png !== undefined) return { frame: image, png };
  const { enlarging, crf = false } = masks;
  const heldOut = masks.heldOut?.(index) ?? [];
  return { frame: image, coarse: masks.coarse(index), enlarging, crf, heldOut };
}

/** Keeps a mask that was not in the store. */
function keepMask({ store, computed }: ClipWork, masks: MaskSource, index: number, png: Uint8Array): void {
  const key = masks.key(index);
  if (store.hasBlob(key)) return;
  store.putBlobs([{ key, stage: masks.stage, bytes: png }]);
  computed[masks.stage] = (computed[masks.stage] ?? 0) + 1;
}

/** One frame's mask, from the store where it was computed before. The frame's memory is handed over: use the answer's. */
export async function finishMask(work: ClipWork, frame: Frame, masks: MaskSource): Promise<FrameMask> {
  const options = { handedOver: [frame.image.data] };
  const made = await work.pool.run('maskTask', maskInput(work, frame, masks), options);
  keepMask(work, masks, frame.index, made.png);
  return made;
}

/** A frame that is done, and how sharp the edges are that its mask follows. */
interface MeasuredFrame extends FinishedFrame, Pick<OverlaidMask, 'sharpness'> {}

/** As `finishMask`, with the frame's overlay. */
async function finishFrame(work: ClipWork, frame: Frame, masks: MaskSource): Promise<MeasuredFrame> {
  const { index } = frame;
  const before = masks.before(index);
  const task = { ...maskInput(work, frame, masks), before, sharpnessAt: work.geometry.working };
  const made = await work.pool.run('overlayTask', task, { handedOver: [frame.image.data] });
  keepMask(work, masks, index, made.png);
  const { frame: image, png, overlay, sharpness } = made;
  return { index, before, image, png, overlay, sharpness };
}

/** Keeps a video's frame for viewers, which could show it only after starting ffmpeg otherwise. */
async function keepPreview({ clip, store }: ClipWork, { index, image }: FinishedFrame): Promise<void> {
  const key = previewKey(clip, index);
  if (clip.kind === 'folder' || store.hasBlob(key)) return;
  store.putBlobs([{ key, stage: 'preview', bytes: await encodeRgbJpeg(image, previewQuality) }]);
}

/**
 * Masks at source resolution, one file per frame (locked ones stay as they are, held-out regions empty), the overlay video and the contact
 * sheet, in one pass. Returns the sharpness of each mask's contour (see `contourSharpness`).
 */
export async function maskStage(
  work: ClipWork,
  masks: MaskSource,
  folder: RunFolder,
  locked: LockedMasks,
  progress: ProgressSlice,
): Promise<(number | null)[]> {
  const { clip, signal, pool } = work;
  const context = { signal, progress: silentProgress };
  const sharpness = new Array<number | null>(clip.frameCount).fill(null);
  const sheet = contactSheetSampler(work);
  const finished = orderedMap(passFrames(clip, {}, context), pool.parallelism, async (frame) => {
    throwIfCancelled(signal);
    const made = await finishFrame(work, frame, masks);
    sharpness[frame.index] = made.sharpness;
    await keepPreview(work, made);
    const lockedMask = await locked.kept(frame.index);
    const kept = lockedMask ?? (await locked.heldOut(frame.index, made.png));
    if (kept !== null) {
      await locked.putOriginal(frame.index, made.png);
      const task = { frame: made.image, png: kept, before: null };
      const { overlay } = await pool.run('overlayTask', task);
      if (lockedMask === null) await writeFileAtomically(folder.mask(frame.index), kept);
      return { ...made, png: kept, overlay };
    }
    await writeFileAtomically(folder.mask(frame.index), made.png);
    return made;
  });
  await writeOverviews(clip, finished, sheet, folder, { signal, progress });
  return sharpness;
}
