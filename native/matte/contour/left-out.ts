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
  /** The same of how badly the flow explains either (see `photometricError`): water beside the object, and under it. */
  readonly errsLikeGround: number;
  readonly errsLikeKept: number;
}

/** How far beside it the ground is looked at, in pixels; every STEP_PXth offset is enough. */
const REACH_PX = 12;
const STEP_PX = 4;

/** Photometric errors are counted in bins of a quarter of an octave, from 1/16 to 4; what lies beyond is in the last ones. */
const BINS_PER_OCTAVE = 4;
const LEAST_OCTAVE = -4;
const ERROR_BINS = 24;
/** What is nearer to a region's edge than this, in pixels, may be occluded in the frames beside. */
const EDGE_PX = 2;

/** A region of a frame: whether a pixel lies in it. */
type Region = (i: number) => boolean;

/** Shares of the photometric errors within a region, away from its edge; each counts a little in the bins beside its own. */
function errorsIn(errors: Float32Array, widthPx: number, region: Region): Float64Array {
  const counts = new Float64Array(ERROR_BINS);
  let total = 0;
  for (let i = 0; i < errors.length; i++) {
    if (errors[i] === Infinity || !region(i)) continue;
    if (!region(i - EDGE_PX) || !region(i + EDGE_PX)) continue;
    if (!region(i - EDGE_PX * widthPx) || !region(i + EDGE_PX * widthPx)) continue;
    const bin = Math.floor(BINS_PER_OCTAVE * (Math.log2(errors[i]!) - LEAST_OCTAVE));
    counts[Math.min(Math.max(bin, 0), ERROR_BINS - 1)]! += 1;
    total++;
  }
  const share = (k: number): number => (counts[k] ?? 0) / Math.max(total, 1);
  return counts.map((_, k) => (share(k - 1) + 2 * share(k) + share(k + 1)) / 4);
}

const overlapOf = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, share, k) => sum + Math.sqrt(share * b[k]!), 0);

/** Shares of the colours within a region. */
function coloursIn(bins: Uint16Array, region: Region): Map<number, number> {
  const counts = new Map<number, number>();
  let total = 0;
  for (let i = 0; i < bins.length; i++) {
    if (!region(i)) continue;
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
 * @param colours the frame's, at the masks' size; @param errors how badly the flow explains it (see `photometricError`).
 */
export function leftOut(
  own: Mask,
  kept: Mask,
  { lab, steps }: FrameColours,
  errors: Float32Array,
): LeftOut | null {
  const { widthPx, heightPx } = own;
  const isLeftOut: Region = (i) => own.data[i] === 1 && kept.data[i] === 0;
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
  const isGround: Region = (i) => beside[i] === 1 && own.data[i] === 0;
  const isKept: Region = (i) => kept.data[i] === 1;
  const bins = colourBins(lab);
  const [colours, ground, keptColours] = [isLeftOut, isGround, isKept].map((region) =>
    coloursIn(bins, region),
  ) as [Map<number, number>, Map<number, number>, Map<number, number>];
  const [errs, groundErrs, keptErrs] = [isLeftOut, isGround, isKept].map((region) =>
    errorsIn(errors, widthPx, region),
  ) as [Float64Array, Float64Array, Float64Array];
  return {
    sharpness: count === 0 ? 0 : edges / count,
    likeGround: likeness(colours, ground),
    likeKept: likeness(colours, keptColours),
    errsLikeGround: overlapOf(errs, groundErrs),
    errsLikeKept: overlapOf(errs, keptErrs),
  };
}
