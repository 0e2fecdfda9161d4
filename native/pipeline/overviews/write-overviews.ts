import { readFile, rm, stat } from 'node:fs/promises';
import { type StageContext, silentProgress } from '../../base/context.ts';
import { failedError, throwIfCancelled } from '../../base/errors.ts';
import { replaceFile, temporaryPathBeside } from '../../base/atomic-file.ts';
import type { RgbImage } from '../../raster/types.ts';
import type { Store } from '../../store/store.ts';
import type { ClipInfo } from '../../video/clip.ts';
import { passFrames } from '../../video/seek-frames.ts';
import { encodeOverlay } from '../../video/overviews/encode-overlay.ts';
import type { RecalledWork } from '../../runs/stored/recall.ts';
import {
  type ContactSheetSampler,
  contactSheetSampler,
  type FinishedFrame,
  sampledFrames,
} from './contact-sheet-sampler.ts';
import { createFramePool } from '../frame-pool.ts';
import type { RunFolder } from '../../runs/run-folder.ts';
import type { Run } from '../../runs/run.ts';
import { orderedMap } from '../../base/ordered-map.ts';

/** Writes the overlay video and, where there is one, the contact sheet of finished frames, which come in their order. */
export async function writeOverviews(
  clip: ClipInfo,
  frames: AsyncIterable<FinishedFrame>,
  sheet: ContactSheetSampler | null,
  { overlayPath, contactSheetPath }: Pick<RunFolder, 'overlayPath' | 'contactSheetPath'>,
  { signal, progress }: StageContext,
): Promise<void> {
  let sheetWritten = Promise.resolve();
  async function* overlays(): AsyncGenerator<RgbImage> {
    for await (const frame of frames) {
      await sheet?.offer(frame);
      yield frame.overlay;
      progress.report(frame.index + 1, clip.frameCount);
    }
    // Meanwhile the encoder is still busy with the last frames.
    if (sheet !== null) sheetWritten = sheet.write(contactSheetPath);
    sheetWritten.catch(() => undefined);
  }
  const target = { outPath: overlayPath, size: clip, timesSec: clip.timesSec };
  const encoded = encodeOverlay(target, overlays(), { signal, progress: silentProgress });
  // Whatever becomes of the video, nothing is written any more afterwards.
  await encoded.finally(() => sheetWritten);
}

/**
 * `withoutSheet`: the cache no longer holds what the contact sheet shows beside the masks. `masksChanged`: meanwhile,
 * so that nothing was written.
 */
export type Redrawn = 'drawn' | 'withoutSheet' | 'masksChanged';

/** What a person should know where not everything was drawn. */
export const redrawnSentence = (redrawn: Exclude<Redrawn, 'drawn'>, name: string): string =>
  redrawn === 'withoutSheet'
    ? `The contact sheet of ${name} is not drawn: the cache no longer holds its flow; run the clip again.`
    : `The overlay video of ${name} is not drawn: its masks changed meanwhile; run the clip again.`;

/** Says when every mask file was written; it differs as soon as one of them is written again. */
async function maskTimes({ folder, report }: Run): Promise<string> {
  const indices = Array.from({ length: report.frameCount }, (_, index) => index);
  const times = await Promise.all(
    indices.map((index) => stat(folder.mask(index), { bigint: true }).catch(() => null)),
  );
  return times.map((entry) => String(entry?.mtimeNs)).join();
}

/** The frames under the mask files that lie there now. */
async function* framesOf(
  { folder, isRefined }: Run,
  clip: ClipInfo,
  signal: AbortSignal,
): AsyncGenerator<FinishedFrame> {
  const pool = createFramePool();
  const context = { signal, progress: silentProgress };
  try {
    yield* orderedMap(passFrames(clip, {}, context), pool.parallelism, async ({ index, image }) => {
      throwIfCancelled(signal);
      const png = await readFile(folder.mask(index)).catch((error: unknown) => {
        throw failedError(
          `The mask ${folder.mask(index)} cannot be read; run the clip again to write it.`,
          {},
          { cause: error },
        );
      });
      const before = isRefined ? await readFile(folder.graphCutMask(index)).catch(() => null) : null;
      const task = { frame: image, png, before };
      const { frame, overlay } = await pool.run('overlayTask', task, { handedOver: [image.data] });
      return { index, image: frame, png, overlay, before };
    });
  } finally {
    await pool.dispose();
  }
}

/** Draws the overlay video and the contact sheet of a finished run anew, from its mask files as they are now. */
export async function redrawOverviews(
  run: Run,
  { clip, store }: { readonly clip: ClipInfo; readonly store: Store },
  context: StageContext,
): Promise<Redrawn> {
  const work: RecalledWork = { ...run, clip, store };
  const known = sampledFrames(clip.frameCount).every(
    (index) => store.hasBlob(work.keys.flow(index)) && store.hasBlob(work.keys.cut(index)),
  );
  const { overlayPath, contactSheetPath } = run.folder;
  const drawn = {
    overlayPath: temporaryPathBeside(overlayPath),
    contactSheetPath: temporaryPathBeside(contactSheetPath),
  };
  try {
    const before = await maskTimes(run);
    const sheet = known ? contactSheetSampler(work) : null;
    await writeOverviews(clip, framesOf(run, clip, context.signal), sheet, drawn, context);
    throwIfCancelled(context.signal);
    if ((await maskTimes(run)) !== before) return 'masksChanged';
    if (known) await replaceFile(drawn.contactSheetPath, contactSheetPath);
    await replaceFile(drawn.overlayPath, overlayPath);
    return known ? 'drawn' : 'withoutSheet';
  } finally {
    for (const path of Object.values(drawn)) await rm(path, { force: true });
  }
}
