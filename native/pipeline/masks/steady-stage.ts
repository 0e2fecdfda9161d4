import { type ProgressSlice, silentProgress } from '../../base/context.ts';
import type { FrameRange } from '../../base/frame-indices.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { SoftMaskOrigin } from '../../matte/contour/contour-cut.ts';
import { type MattedFrame, smoothingReaches } from '../../matte/temporal-smoothing.ts';
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
/** Frames to either side that a mask hangs on. */
const REACH = smoothingReaches.reduce((sum: number, reach) => sum + reach, 0);

/** A frame of the size in which contours are drawn, with its contour as a matte. */
interface DrawnContour extends MattedFrame {
  readonly index: number;
}

/** The frames, ascending, as stretches of successive ones of the same shot. */
export function stretchesOf(frames: Iterable<number>, shotOf: ArrayLike<number>): FrameRange[] {
  const stretches: { first: number; last: number }[] = [];
  for (const index of frames) {
    const open = stretches.at(-1);
    if (open !== undefined && open.last === index - 1 && shotOf[index] === shotOf[index - 1])
      open.last = index;
    else stretches.push({ first: index, last: index });
  }
  return stretches;
}

/** The contours of a stretch of successive frames of one shot, of those that are asked for, each smoothed over time. */
async function* steadyContours(
  work: ClipWork,
  masks: MaskSource,
  origin: SoftMaskOrigin,
  stretch: FrameRange,
  asked: FrameRange,
): AsyncGenerator<DrawnContour> {
  const { clip, signal, pool } = work;
  const { enlarging } = masks;
  const range = {
    size: enlarging.finest ?? enlarging.guideSize,
    fromIndex: Math.max(asked.first - REACH, stretch.first),
    toIndex: Math.min(asked.last + REACH, stretch.last) + 1,
  };
  const frames = passFrames(clip, range, { signal, progress: silentProgress });
  const drawn = orderedMap(frames, pool.parallelism, async ({ index, image }): Promise<DrawnContour> => {
    throwIfCancelled(signal);
    const frame = shareImage(image);
    const task = { frame, coarse: masks.coarse(index), origin, enlarging };
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
  for await (const contour of smoothed)
    if (contour.index >= asked.first && contour.index <= asked.last) yield contour;
}

/** The mask files that smoothed contours enclose. */
async function* steadyMasks(
  work: ClipWork,
  masks: MaskSource,
  origin: SoftMaskOrigin,
  stretch: FrameRange,
  asked: FrameRange,
): AsyncGenerator<{ readonly index: number; readonly png: Uint8Array }> {
  const { clip, signal, pool } = work;
  const range = { fromIndex: asked.first, toIndex: asked.last + 1 };
  const contours = steadyContours(work, masks, origin, stretch, asked);
  async function* seen() {
    for await (const { image } of passFrames(clip, range, { signal, progress: silentProgress })) {
      const next = await contours.next();
      if (next.done === true) return;
      yield { image, ...next.value };
    }
  }
  try {
    yield* orderedMap(seen(), pool.parallelism, async ({ index, image, frame: size, alpha }) => {
      throwIfCancelled(signal);
      const { widthPx, heightPx } = size;
      const task = { size: { widthPx, heightPx }, alpha, frame: image };
      return { index, png: await pool.run('steadyMaskTask', task, { handedOver: [image.data] }) };
    });
  } finally {
    await contours.return(undefined);
  }
}

/**
 * Masks whose contours are smoothed over time, where the run takes that step: they are drawn frame by frame, and waver. Each
 * pixel becomes what it is in most of the frames around, where the flow leads and as far as the colours agree
 * (see `smoothOverTime`). The files are in the store afterwards.
 *
 * @param frames those that have masks, ascending.
 */
export async function steadyStage(
  work: ClipWork,
  masks: MaskSource,
  frames: Iterable<number>,
  progress: ProgressSlice,
): Promise<MaskSource> {
  const origin = masks.enlarging.contour;
  if (!takesMaskStep(work.config, 'all') || origin === null) return masks;
  const { store, shots, keys, computed } = work;
  const steady = new Map<number, string>();
  const missing: [FrameRange, number[]][] = [];
  for (const stretch of stretchesOf(frames, shots.shotOf)) {
    const lacking: number[] = [];
    for (let index = stretch.first; index <= stretch.last; index++) {
      const from = Math.max(index - REACH, stretch.first);
      const to = Math.min(index + REACH, stretch.last);
      const inputs = Array.from({ length: to - from + 1 }, (_, k) => [
        masks.key(from + k),
        keys.flow(from + k),
      ]);
      const key = steadyMaskKey(masks.stage, index - from, inputs.flat());
      steady.set(index, key);
      if (!store.hasBlob(key)) lacking.push(index);
    }
    if (lacking.length > 0) missing.push([stretch, lacking]);
  }
  const total = missing.reduce((sum, [, lacking]) => sum + lacking.length, 0);
  let done = 0;
  for (const [stretch, lacking] of missing) {
    const asked = { first: lacking[0]!, last: lacking.at(-1)! };
    for await (const { index, png } of steadyMasks(work, masks, origin, stretch, asked)) {
      const key = steady.get(index)!;
      if (store.hasBlob(key)) continue;
      store.putBlobs([{ key, stage: 'steady', bytes: png }]);
      computed['steady'] = (computed['steady'] ?? 0) + 1;
      progress.report(++done, total);
    }
  }
  return { ...masks, key: (index) => steady.get(index) ?? masks.key(index) };
}
