import type { Mask } from '../raster/types.ts';

/** How far beside what is left out the ground is looked at, in pixels; every STEP_PXth offset is enough. */
const REACH_PX = 12;
const STEP_PX = 4;
/** What is nearer to a region's edge than this, in pixels, may be occluded in the frames beside. */
const EDGE_PX = 2;
/** Errors are counted in bins of a quarter of an octave, from 1/16 to 4; what lies beyond is in the last ones. */
const BINS_PER_OCTAVE = 4;
const LEAST_OCTAVE = -4;
const ERROR_BINS = 24;

/** A region of a frame: whether a pixel lies in it. */
type Region = (i: number) => boolean;

/** Shares of the errors within a region, away from its edge; each counts a little in the bins beside its own. */
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

/** Bhattacharyya's coefficient of two distributions, 0..1. */
const overlapOf = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, share, k) => sum + Math.sqrt(share * b[k]!), 0);

/** The pixels beside a region, and those within. */
function surroundings(region: Region, { widthPx, heightPx }: Mask): { beside: Uint8Array; count: number } {
  const beside = new Uint8Array(widthPx * heightPx);
  let count = 0;
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (!region(i)) continue;
      count++;
      for (let dy = -REACH_PX; dy <= REACH_PX; dy += STEP_PX)
        for (let dx = -REACH_PX; dx <= REACH_PX; dx += STEP_PX)
          if (x + dx >= 0 && x + dx < widthPx && y + dy >= 0 && y + dy < heightPx)
            beside[i + dy * widthPx + dx] = 1;
    }
  return { beside, count };
}

/**
 * How much more what `kept` leaves out of `own` is like the ground beside it than like what is kept, in how badly the flow
 * explains it, -1 to 1: water under an object errs as the water around, a limb does not. Null where nothing is left out.
 *
 * @param errors of the masks' size (see `photometricError`).
 */
export function errsLikeGround(own: Mask, kept: Mask, errors: Float32Array): number | null {
  const isLeftOut: Region = (i) => own.data[i] === 1 && kept.data[i] === 0;
  const { beside, count } = surroundings(isLeftOut, own);
  if (count === 0) return null;
  const errs = errorsIn(errors, own.widthPx, isLeftOut);
  const ground = errorsIn(errors, own.widthPx, (i) => beside[i] === 1 && own.data[i] === 0);
  const rest = errorsIn(errors, own.widthPx, (i) => kept.data[i] === 1);
  return overlapOf(errs, ground) - overlapOf(errs, rest);
}
