import { matteSettingsAt } from '../../api/matte-settings.ts';
import { silentProgress, type StageContext } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { RgbImage } from '../../raster/types.ts';
import { decodeFrames, type Frame, type SourceColours } from '../../video/decode-frames.ts';
import type { MattePool } from './matte-pool.ts';
import type { MatteSource } from './matte-source.ts';
import { shareImage } from './shared-memory.ts';

/** Frames before and after one that its matte is smoothed with. */
const REACH = 2;

/** Which frames' mattes, and what of them. */
export interface MatteRange {
  readonly fromIndex: number;
  /** One past the last frame. */
  readonly toIndex: number;
  /** Whether the cutout's colours are wanted. */
  readonly withColours: boolean;
  /** How the source's colours are read. */
  readonly colours: SourceColours;
}

/** A frame with its finished matte. */
export interface FrameMatte {
  readonly index: number;
  readonly timeSec: number;
  /** The source's frame. */
  readonly source: RgbImage;
  /** The source's frame at 16 bits, [H, W, 3] of 0..65535, where it was asked for. */
  readonly deep: Uint16Array | null;
  /** The cutout's colours; the source's where no others were wanted. */
  readonly colours: RgbImage;
  /** 0..1, [H, W]. */
  readonly alpha: Float32Array;
}

interface Measured {
  readonly frame: Frame;
  readonly shared: RgbImage;
  readonly alpha: Uint16Array;
}

/** A window that moves over a stream: each item with those up to REACH before and after it. */
async function* windowed<T>(
  items: AsyncIterable<T>,
): AsyncGenerator<readonly [own: T, around: readonly (T | undefined)[]]> {
  const kept: T[] = [];
  let next = 0;
  let dropped = 0;
  const around = (at: number) =>
    Array.from({ length: 2 * REACH + 1 }, (_, k) => kept[at - dropped + k - REACH]);
  for await (const item of items) {
    kept.push(item);
    if (dropped + kept.length <= next + REACH) continue;
    yield [kept[next - dropped]!, around(next)];
    next++;
    while (dropped < next - REACH) {
      kept.shift();
      dropped++;
    }
  }
  for (; next < dropped + kept.length; next++) yield [kept[next - dropped]!, around(next)];
}

/**
 * The finished mattes of a range of frames, in order. Memory holds a window of frames, whatever the clip's length. A
 * range's first and last frames are smoothed with those outside it, so that a part is equal to that part of the whole.
 */
export async function* mattedFrames(
  source: MatteSource,
  { fromIndex, toIndex, withColours, colours }: MatteRange,
  pool: MattePool,
  { signal, progress }: StageContext,
): AsyncGenerator<FrameMatte> {
  const { clip, matte, guideSize } = source;
  const quiet = { signal, progress: silentProgress };
  const first = Math.max(0, fromIndex - REACH);
  const last = Math.min(clip.frameCount, toIndex + REACH);
  const frames = decodeFrames(clip, { fromIndex: first, toIndex: last, colours }, quiet);
  const measured = orderedMap(frames, pool.threads + 1, async (frame): Promise<Measured> => {
    throwIfCancelled(signal);
    const shared = shareImage(frame.image);
    const input = { frame: shared, soft: await source.soft(frame.index), guideSize };
    const settings = matteSettingsAt(matte, frame.index);
    return { frame, shared, alpha: await pool.run('measureMatteTask', { input, settings }) };
  });
  const wanted = (async function* () {
    for await (const item of windowed(measured))
      if (item[0].frame.index >= fromIndex && item[0].frame.index < toIndex) yield item;
  })();
  yield* orderedMap(wanted, pool.threads + 1, async ([own, around]): Promise<FrameMatte> => {
    throwIfCancelled(signal);
    const { frame, shared } = own;
    const settings = matteSettingsAt(matte, frame.index);
    const neighbours = around.flatMap((item, k) =>
      item === undefined || k === REACH ? [] : [{ frame: item.shared, alpha: item.alpha, offset: k - REACH }],
    );
    const { alpha, image } = await pool.run('finishMatteTask', {
      own: { frame: shared, alpha: own.alpha },
      neighbours: settings.smoothing === 0 ? [] : neighbours,
      flows: settings.smoothing === 0 ? null : source.flows(frame.index),
      settings,
      withColours,
    });
    progress.report(frame.index + 1 - fromIndex, toIndex - fromIndex);
    return { ...frame, source: shared, deep: frame.deep ?? null, colours: image, alpha };
  });
}
