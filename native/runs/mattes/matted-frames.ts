import type { ExportFormatId } from '../../api/exports.ts';
import { matteSettingsAt } from '../../api/matte-settings.ts';
import { silentProgress, type StageContext } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { PackOptions } from '../../export/pack-pixels.ts';
import { type MattedFrame, smoothingReach, smoothingReaches } from '../../matte/temporal-smoothing.ts';
import { decodeFrames, type SourceColours } from '../../video/decode-frames.ts';
import type { MattePool } from './matte-pool.ts';
import type { MatteSource } from './matte-source.ts';
import { sharedBytes, shareImage } from './shared-memory.ts';
import { neighboursIn, smoothedMattes, windowed } from './smoothed-mattes.ts';

/** The last time a frame is packed as well. */
const firstReaches = smoothingReaches.slice(0, -1);
const lastReach = smoothingReaches.at(-1)!;

/** Which frames' mattes, and for what. */
export interface MatteRange {
  readonly fromIndex: number;
  /** One past the last frame. */
  readonly toIndex: number;
  /** What each frame is packed for. */
  readonly formats: readonly ExportFormatId[];
  readonly pack: PackOptions;
  /** How many frames may be packed ahead of the one that is taken. */
  readonly mostWaiting: number;
  /** How the source's colours are read. */
  readonly colours: SourceColours;
}

/** A frame with its finished matte, packed. */
interface PackedFrame {
  readonly index: number;
  /** The raw samples of each format. */
  readonly raws: readonly Uint8Array[];
}

interface Measured extends MattedFrame {
  readonly index: number;
  readonly deep: Uint16Array | null;
}

/**
 * The finished mattes of a range of frames, packed, in order. Memory holds a window of frames, whatever the clip's length. A
 * range's first and last frames are smoothed with those outside it, so that a part is equal to that part of the whole.
 */
export async function* packedFrames(
  source: MatteSource,
  { fromIndex, toIndex, formats, pack, colours, mostWaiting }: MatteRange,
  pool: MattePool,
  { signal, progress }: StageContext,
): AsyncGenerator<PackedFrame> {
  const { clip, matte, guideSize } = source;
  const quiet = { signal, progress: silentProgress };
  const first = Math.max(0, fromIndex - smoothingReach);
  const last = Math.min(clip.frameCount, toIndex + smoothingReach);
  const range = { fromIndex: first, toIndex: last, colours, memory: sharedBytes };
  const measured = orderedMap(
    decodeFrames(clip, range, quiet),
    pool.threads + 1,
    async ({ index, image, deep = null }): Promise<Measured> => {
      throwIfCancelled(signal);
      const frame = shareImage(image);
      const input = { frame, soft: await source.soft(index), guideSize };
      const settings = matteSettingsAt(matte, index);
      return { index, frame, deep, ...(await pool.run('measureMatteTask', { input, settings })) };
    },
  );
  const smoothOnce = (mattes: AsyncIterable<Measured>, reach: number): AsyncIterable<Measured> =>
    smoothedMattes(mattes, reach, ({ index, frame, alpha, blocks }, neighbours) => {
      throwIfCancelled(signal);
      const { smoothing: amount } = matteSettingsAt(matte, index);
      if (amount === 0 || neighbours.length === 0) return Promise.resolve({ alpha, blocks });
      const own = { frame, alpha, blocks };
      return pool.run('smoothMatteTask', { own, neighbours, flows: source.flows(index), amount });
    });
  const smoothed = firstReaches.reduce<AsyncIterable<Measured>>(smoothOnce, measured);
  const wanted = (async function* () {
    for await (const item of windowed(smoothed, lastReach))
      if (item[0].index >= fromIndex && item[0].index < toIndex) yield item;
  })();
  const inFlight = Math.min(pool.threads + 1, mostWaiting);
  yield* orderedMap(wanted, inFlight, async ([{ index, deep, ...own }, around]): Promise<PackedFrame> => {
    throwIfCancelled(signal);
    const settings = matteSettingsAt(matte, index);
    const neighbours = settings.smoothing === 0 ? [] : neighboursIn(around);
    const flows = neighbours.length > 0 ? source.flows(index) : null;
    const heldOut = source.heldOut(index);
    const task = { own, neighbours, flows, settings, heldOut, deep, formats, pack };
    const { raws } = await pool.run('finishMatteTask', task);
    progress.report(index + 1 - fromIndex, toIndex - fromIndex);
    return { index, raws };
  });
}
