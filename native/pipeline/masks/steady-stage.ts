import { type ProgressSlice, silentProgress } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
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

interface DrawnMask extends MattedFrame {
  readonly index: number;
}

/** Successive frames of one shot that have masks. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** The frames, ascending, as stretches of successive ones of the same shot. */
export function stretchesOf(frames: Iterable<number>, shotOf: ArrayLike<number>): Stretch[] {
  const stretches: { first: number; last: number }[] = [];
  for (const index of frames) {
    const open = stretches.at(-1);
    if (open !== undefined && open.last === index - 1 && shotOf[index] === shotOf[index - 1])
      open.last = index;
    else stretches.push({ first: index, last: index });
  }
  return stretches;
}

/** The mask files of a stretch, each smoothed over time; `from` and `to`, both included, are those that are asked for. */
async function* steadyMasks(
  work: ClipWork,
  masks: MaskSource,
  { first, last }: Stretch,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<{ readonly index: number; readonly png: Uint8Array }> {
  const { clip, signal, pool } = work;
  const range = { fromIndex: Math.max(from - REACH, first), toIndex: Math.min(to + REACH, last) + 1 };
  const frames = passFrames(clip, range, { signal, progress: silentProgress });
  const { enlarging } = masks;
  const drawn = orderedMap(frames, pool.parallelism, async ({ index, image }): Promise<DrawnMask> => {
    throwIfCancelled(signal);
    const frame = shareImage(image);
    const task = { frame, coarse: masks.coarse(index), enlarging };
    return { index, frame, ...(await pool.run('drawnMaskTask', task)) };
  });
  const smoothed = smoothingReaches.reduce<AsyncIterable<DrawnMask>>(
    (mattes, reach) =>
      smoothedMattes(mattes, reach, ({ index, ...own }, neighbours) => {
        throwIfCancelled(signal);
        const flows = recallFlows(work, index);
        return pool.run('smoothMatteTask', { own, neighbours, flows, amount: AMOUNT });
      }),
    drawn,
  );
  const wanted = (async function* () {
    for await (const mask of smoothed) if (mask.index >= from && mask.index <= to) yield mask;
  })();
  yield* orderedMap(wanted, pool.parallelism, async ({ index, frame: { widthPx, heightPx }, alpha }) => {
    throwIfCancelled(signal);
    return { index, png: await pool.run('steadyMaskTask', { widthPx, heightPx, alpha }) };
  });
}

/**
 * Masks that are smoothed over time at the source's resolution, where the run takes that step: contours are drawn frame by frame,
 * and waver. Each pixel becomes what it is in most of the frames around, where the flow leads and as far as the colours agree
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
  if (!takesMaskStep(work.config, 'all')) return masks;
  const { store, shots, keys, computed } = work;
  const steady = new Map<number, string>();
  const missing: [Stretch, number[]][] = [];
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
    const asked = { from: lacking[0]!, to: lacking.at(-1)! };
    for await (const { index, png } of steadyMasks(work, masks, stretch, asked)) {
      const key = steady.get(index)!;
      if (store.hasBlob(key)) continue;
      store.putBlobs([{ key, stage: 'steady', bytes: png }]);
      computed['steady'] = (computed['steady'] ?? 0) + 1;
      progress.report(++done, total);
    }
  }
  return { ...masks, key: (index) => steady.get(index) ?? masks.key(index) };
}
