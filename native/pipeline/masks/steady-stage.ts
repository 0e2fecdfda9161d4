import { type ProgressSlice, silentProgress } from '../../base/context.ts';
import { type FrameRange, indicesOf, rangeLength, rangesOf } from '../../base/frame-indices.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { ContourPlan } from '../../matte/enlarged-mask.ts';
import { type MattedFrame, smoothingReach, smoothingReaches } from '../../matte/temporal-smoothing.ts';
import { steadyMaskKey } from '../../runs/keys/mask-keys.ts';
import { shareImage } from '../../runs/mattes/shared-memory.ts';
import { smoothedMattes } from '../../runs/mattes/smoothed-mattes.ts';
import { takesMaskStep } from '../../runs/mask-steps.ts';
import { recallFlows } from '../../runs/stored/recall.ts';
import { passFrames } from '../../video/seek-frames.ts';
import type { ClipWork } from '../clip-work.ts';
import type { MaskSource } from './mask-stage.ts';

/** How much the frames before and after have to say of a mask. */
const AMOUNT = 0.7;

/** A frame of the size in which contours are drawn, with its contour as a matte. */
interface DrawnContour extends MattedFrame {
  readonly index: number;
}

/** Of successive frames of one shot, those whose masks are asked for. */
interface AskedFrames {
  readonly shown: FrameRange;
  readonly asked: FrameRange;
}

/** Their contours, each smoothed over time. */
async function* steadyContours(
  work: ClipWork,
  masks: MaskSource,
  contour: ContourPlan,
  { shown, asked }: AskedFrames,
): AsyncGenerator<DrawnContour> {
  const { clip, signal, pool } = work;
  const { guideSize } = masks.enlarging;
  const range = {
    size: contour.finest ?? guideSize,
    fromIndex: Math.max(asked.first - smoothingReach, shown.first),
    toIndex: Math.min(asked.last + smoothingReach, shown.last) + 1,
  };
  const frames = passFrames(clip, range, { signal, progress: silentProgress });
  const drawn = orderedMap(frames, pool.parallelism, async ({ index, image }): Promise<DrawnContour> => {
    throwIfCancelled(signal);
    const frame = shareImage(image);
    const task = { frame, coarse: masks.coarse(index), guideSize, contour };
    return { index, frame, ...(await pool.run('contourTask', task)) };
  });
  const smoothed = smoothingReaches.reduce<AsyncIterable<DrawnContour>>(
    (contours, reach) =>
      smoothedMattes(contours, reach, ({ index, ...own }, neighbours) => {
        throwIfCancelled(signal);
        const flows = recallFlows(work, index);
        return pool.run('smoothMatteTask', { own, neighbours, flows, amount: AMOUNT });
      }),
    drawn,
  );
  for await (const one of smoothed) if (one.index >= asked.first && one.index <= asked.last) yield one;
}

/** Their mask files, which the smoothed contours enclose. */
async function* steadyMasks(
  work: ClipWork,
  masks: MaskSource,
  contour: ContourPlan,
  frames: AskedFrames,
): AsyncGenerator<{ readonly index: number; readonly png: Uint8Array }> {
  const { clip, signal, pool } = work;
  const { first, last } = frames.asked;
  const range = { fromIndex: first, toIndex: last + 1 };
  const contours = steadyContours(work, masks, contour, frames);
  async function* seen() {
    for await (const { image } of passFrames(clip, range, { signal, progress: silentProgress })) {
      const next = await contours.next();
      if (next.done === true) return;
      yield { image, ...next.value };
    }
  }
  try {
    yield* orderedMap(seen(), pool.parallelism, async ({ index, image, frame, alpha }) => {
      throwIfCancelled(signal);
      const { widthPx, heightPx } = frame;
      const task = { size: { widthPx, heightPx }, alpha, frame: image };
      return { index, png: await pool.run('steadyMaskTask', task, { handedOver: [image.data] }) };
    });
  } finally {
    await contours.return(undefined);
  }
}

/**
 * Masks whose contours are smoothed over time (see `smoothOverTime`), where the run takes that step: drawn frame by frame, contours
 * waver. The files are in the store afterwards.
 *
 * @param frames those that have masks, ascending.
 */
export async function steadyStage(
  work: ClipWork,
  masks: MaskSource,
  frames: Iterable<number>,
  progress: ProgressSlice,
): Promise<MaskSource> {
  const { contour } = masks.enlarging;
  if (!takesMaskStep(work.config, 'all') || contour === null) return masks;
  const { store, shots, keys, computed } = work;
  const steady = new Map<number, string>();
  const missing: AskedFrames[] = [];
  for (const shown of rangesOf([...frames], (index) => shots.shotOf[index] !== shots.shotOf[index - 1])) {
    for (const index of indicesOf(shown)) {
      const first = Math.max(index - smoothingReach, shown.first);
      const around = indicesOf({ first, last: Math.min(index + smoothingReach, shown.last) });
      const inputs = around.flatMap((other) => [masks.key(other), keys.flow(other)]);
      steady.set(index, steadyMaskKey(masks.stage, index - first, inputs));
    }
    const lacking = indicesOf(shown).filter((index) => !store.hasBlob(steady.get(index)!));
    missing.push(...rangesOf(lacking).map((asked) => ({ shown, asked })));
  }
  const total = missing.reduce((sum, { asked }) => sum + rangeLength(asked), 0);
  let done = 0;
  for (const asked of missing)
    for await (const { index, png } of steadyMasks(work, masks, contour, asked)) {
      store.putBlobs([{ key: steady.get(index)!, stage: 'steady', bytes: png }]);
      computed['steady'] = (computed['steady'] ?? 0) + 1;
      progress.report(++done, total);
    }
  return { ...masks, key: (index) => steady.get(index) ?? masks.key(index) };
}
