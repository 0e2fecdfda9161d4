import { orderedMap } from '../../base/ordered-map.ts';
import type { MattedFrame } from '../../matte/temporal-smoothing.ts';
import type { SmoothMatteTask } from './smooth-matte-task.ts';

/** How many frames are smoothed at once: it is quick, and each waits in memory for the next. */
const SMOOTHED_AHEAD = 2;

/** The mattes around one that smooth it. */
export type MatteNeighbours = SmoothMatteTask['neighbours'];

/** A window that moves over a stream: each item with those up to `reach` before and after it. */
export async function* windowed<T>(
  items: AsyncIterable<T>,
  reach: number,
): AsyncGenerator<readonly [own: T, around: readonly (T | undefined)[]]> {
  const kept: T[] = [];
  let next = 0;
  let dropped = 0;
  const around = (at: number) =>
    Array.from({ length: 2 * reach + 1 }, (_, k) => kept[at - dropped + k - reach]);
  for await (const item of items) {
    kept.push(item);
    if (dropped + kept.length <= next + reach) continue;
    yield [kept[next - dropped]!, around(next)];
    next++;
    while (dropped < next - reach) {
      kept.shift();
      dropped++;
    }
  }
  for (; next < dropped + kept.length; next++) yield [kept[next - dropped]!, around(next)];
}

/** The mattes of a window around the one in its middle. */
export const neighboursIn = (around: readonly (MattedFrame | undefined)[]): MatteNeighbours =>
  around.flatMap((item, k) => {
    const offset = k - (around.length - 1) / 2;
    if (item === undefined || offset === 0) return [];
    return [{ frame: item.frame, alpha: item.alpha, blocks: item.blocks, offset }];
  });

/** Mattes of successive frames, each smoothed with those up to `reach` before and after it. */
export const smoothedMattes = <Matte extends MattedFrame>(
  mattes: AsyncIterable<Matte>,
  reach: number,
  smooth: (own: Matte, neighbours: MatteNeighbours) => Promise<Pick<MattedFrame, 'alpha' | 'blocks'>>,
): AsyncGenerator<Matte> =>
  orderedMap(windowed(mattes, reach), SMOOTHED_AHEAD, async ([own, around]) => ({
    ...own,
    ...(await smooth(own, neighboursIn(around))),
  }));
