import type { Mask } from '../../raster/types.ts';
import { colourBins } from './colour-histogram.ts';
import type { FrameColours } from './colour-steps.ts';

/** What a smaller mask leaves out of a larger one, as it looks in the frame. */
export interface LeftOut {
  /** How sharp its outer outline is, 0..1 (see `contourSharpness`). */
  readonly sharpness: number;
  /** How alike its colours are to those of the ground beside it, and to those of what is kept: Bhattacharyya, 0..1. */
  readonly likeGround: number;
  readonly likeKept: number;
}

/** How far beside it the ground is looked at, in pixels; every STEP_PXth offset is enough. */
const REACH_PX = 12;
const STEP_PX = 4;

/** Shares of the colours of those pixels for which `holds`. */
function coloursWhere(bins: Uint16Array, holds: (i: number) => boolean): Map<number, number> {
  const counts = new Map<number, number>();
  let total = 0;
  for (let i = 0; i < bins.length; i++) {
    if (!holds(i)) continue;
    counts.set(bins[i]!, (counts.get(bins[i]!) ?? 0) + 1);
    total++;
  }
  return new Map([...counts].map(([bin, count]) => [bin, count / total]));
}

function likeness(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [bin, share] of a) sum += Math.sqrt(share * (b.get(bin) ?? 0));
  return sum;
}

/**
 * What `kept` leaves out of `own`; null where it leaves out nothing.
 *
 * @param colours the frame's, at the masks' size.
 */
export function leftOut(own: Mask, kept: Mask, { lab, steps }: FrameColours): LeftOut | null {
  const { widthPx, heightPx } = own;
  const isLeftOut = (i: number): boolean => own.data[i] === 1 && kept.data[i] === 0;
  const { right, below, usual } = steps;
  const beside = new Uint8Array(own.data.length);
  let [edges, count, any] = [0, 0, false];
  const compare = (a: number, b: number, squared: number): void => {
    if (own.data[a] === own.data[b] || kept.data[a] === 1 || kept.data[b] === 1) return;
    edges += 1 - Math.exp(-squared / usual);
    count++;
  };
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (x + 1 < widthPx) compare(i, i + 1, right[i]!);
      if (y + 1 < heightPx) compare(i, i + widthPx, below[i]!);
      if (!isLeftOut(i)) continue;
      any = true;
      for (let dy = -REACH_PX; dy <= REACH_PX; dy += STEP_PX)
        for (let dx = -REACH_PX; dx <= REACH_PX; dx += STEP_PX)
          if (x + dx >= 0 && x + dx < widthPx && y + dy >= 0 && y + dy < heightPx)
            beside[i + dy * widthPx + dx] = 1;
    }
  if (!any) return null;
  const bins = colourBins(lab);
  const colours = coloursWhere(bins, isLeftOut);
  const ground = coloursWhere(bins, (i) => beside[i] === 1 && own.data[i] === 0);
  return {
    sharpness: count === 0 ? 0 : edges / count,
    likeGround: likeness(colours, ground),
    likeKept: likeness(
      colours,
      coloursWhere(bins, (i) => kept.data[i] === 1),
    ),
  };
}
