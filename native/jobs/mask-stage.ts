import { join } from 'node:path';
import type { ProgressSlice } from '../context.ts';
import { throwIfCancelled } from '../errors.ts';
import { writeFileAtomically } from '../raster/atomic-file.ts';
import type { RgbImage } from '../raster/types.ts';
import { decodeFrames } from '../video/decode-frames.ts';
import { encodeOverlay } from '../video/encode-overlay.ts';
import { contactSheetSampler, type FinishedFrame } from './contact-sheet.ts';
import { foregroundPatches } from './cut-stage.ts';
import type { ClipWork } from './clip-work.ts';
import { orderedMap } from './ordered-map.ts';

/** Where one clip's results lie. */
export interface ClipOutputs {
  readonly masksDir: string;
  readonly overlayPath: string;
  readonly contactSheetPath: string;
}

/** The mask file of a frame: masks/00000.png. */
export const maskFileName = (index: number) => `${String(index).padStart(5, '0')}.png`;

/** One frame's mask file, from the store where it was computed before, and its overlay picture. */
async function finishFrame(
  work: ClipWork,
  { index, image }: { index: number; image: RgbImage },
  sideOneIsForeground: boolean,
  outputs: ClipOutputs,
): Promise<FinishedFrame> {
  const { store, keys, geometry, pool, computed } = work;
  const key = keys.mask(index, sideOneIsForeground);
  const known = store.getBlob(key);
  const foreground = foregroundPatches(work, index, sideOneIsForeground);
  const { flow: guideSize, grid } = geometry;
  const { png, overlay } = await pool.run('maskTask', {
    frame: image,
    foreground,
    guideSize,
    grid,
    png: known,
  });
  if (known === undefined) {
    store.putBlobs([{ key, stage: 'mask', bytes: png }]);
    computed['mask'] = (computed['mask'] ?? 0) + 1;
  }
  await writeFileAtomically(join(outputs.masksDir, maskFileName(index)), png);
  return { index, image, png, overlay };
}

/**
 * Masks at source resolution, one file per frame, the overlay video and the contact sheet, in one pass over the
 * video.
 *
 * @param chosen for each frame, whether side 1 of its bipartition is the foreground.
 */
export async function maskStage(
  work: ClipWork,
  chosen: readonly boolean[],
  outputs: ClipOutputs,
  progress: ProgressSlice,
): Promise<void> {
  const { clip, signal, pool } = work;
  const context = { signal, progress: { report: () => undefined } };
  const sheet = contactSheetSampler(work);
  const finished = orderedMap(decodeFrames(clip, {}, context), pool.parallelism, (frame) => {
    throwIfCancelled(signal);
    return finishFrame(work, frame, chosen[frame.index]!, outputs);
  });
  async function* overlays(): AsyncGenerator<RgbImage> {
    for await (const frame of finished) {
      await sheet.offer(frame);
      yield frame.overlay;
      progress.report(frame.index + 1, clip.frameCount);
    }
  }
  const options = { outPath: outputs.overlayPath, size: clip, timesSec: clip.timesSec };
  await encodeOverlay(options, overlays(), context);
  await sheet.write(outputs.contactSheetPath);
}
