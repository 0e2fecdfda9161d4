import type { ContourPoints } from './contour-polygon.ts';

const ANGLES = 12;
const RINGS = 5;
const BINS = ANGLES * RINGS;
/** Elements from one histogram to the next; those behind the bins are 0. */
const STRIDE = 64;
const TURN = 2 * Math.PI;
/** Outer radii of the rings as shares of the mean distance between points: five from 1/8 to 2 in equal ratios. */
const RADII = Array.from(
  { length: RINGS },
  (_, i) => 10 ** (Math.log10(1 / 8) + (i * (Math.log10(2) - Math.log10(1 / 8))) / (RINGS - 1)),
);
/** Below this slope against an axis rounding decides the sector: there the toolkit's own formula is evaluated. */
const ALONG_AXIS = 1e-9;

/** The shape context of each point of a contour: how the other points lie around it, a histogram of sum 1. */
export interface ShapeContexts {
  readonly count: number;
  /** [N, 64], of which 60 are bins. */
  readonly histograms: Float64Array;
}

/**
 * The sector of a direction as the toolkit's floating-point arithmetic gives it; where rounding makes a full turn of it,
 * at which the toolkit fails, the first.
 */
const sectorByAngle = (dRow: number, dCol: number): number =>
  Math.floor((((Math.atan2(dCol, dRow) % TURN) + TURN) % TURN) / (TURN / ANGLES)) % ANGLES;

/** The sector of a direction that is not along an axis: the quadrant, and in it the third. */
function sectorByQuadrant(dRow: number, dCol: number): number {
  const [row, col] = [Math.abs(dRow), Math.abs(dCol)];
  // Thirds from the row axis: tan 30° = 1/√3, tan 60° = √3.
  const third = col * Math.sqrt(3) < row ? 0 : col < row * Math.sqrt(3) ? 1 : 2;
  if (dRow > 0) return dCol > 0 ? third : 11 - third;
  return dCol > 0 ? 5 - third : 6 + third;
}

/** The distances of all pairs i < j, row by row, and their mean over all N² pairs. */
function pairDistances({ rows, cols }: ContourPoints): { distances: Float64Array; mean: number } {
  const count = rows.length;
  const distances = new Float64Array((count * (count - 1)) / 2);
  let sum = 0;
  for (let i = 0, k = 0; i < count; i++)
    for (let j = i + 1; j < count; j++, k++) {
      const dr = rows[j]! - rows[i]!;
      const dc = cols[j]! - cols[i]!;
      const distance = Math.sqrt(dr * dr + dc * dc);
      distances[k] = distance;
      sum += distance;
    }
  return { distances, mean: (2 * sum) / (count * count) };
}

/** The ring of a distance, 4 innermost; -1 beyond the last. */
function ringOf(distance: number): number {
  if (distance >= RADII[4]!) return -1;
  if (distance >= RADII[3]!) return 0;
  if (distance >= RADII[2]!) return 1;
  if (distance >= RADII[1]!) return 2;
  return distance >= RADII[0]! ? 3 : 4;
}

/** Adds the pair of points i and j, at this distance, to the histograms of both. */
function countPair(
  counts: Float64Array,
  { rows, cols }: ContourPoints,
  i: number,
  j: number,
  ring: number,
): void {
  const dr = rows[j]! - rows[i]!;
  const dc = cols[j]! - cols[i]!;
  const [ar, ac] = [Math.abs(dr), Math.abs(dc)];
  const byAngle = ar <= ALONG_AXIS * ac || ac <= ALONG_AXIS * ar;
  const there = byAngle ? sectorByAngle(dr, dc) : sectorByQuadrant(dr, dc);
  const back = byAngle ? sectorByAngle(0 - dr, 0 - dc) : (there + ANGLES / 2) % ANGLES;
  counts[i * STRIDE + ring * ANGLES + there]!++;
  counts[j * STRIDE + ring * ANGLES + back]!++;
}

/**
 * Shape contexts (Belongie, Malik and Puzicha 2002) of the points of a contour, as the DAVIS 2016 toolkit computes them
 * (`sc_compute`): 12 sectors by 5 rings of logarithmic radii, relative to the mean distance; each point counts itself.
 */
export function shapeContexts(points: ContourPoints): ShapeContexts {
  const count = points.rows.length;
  const histograms = new Float64Array(count * STRIDE);
  const { distances, mean } = pairDistances(points);
  for (let i = 0, k = 0; i < count; i++) {
    histograms[i * STRIDE + (RINGS - 1) * ANGLES]!++;
    for (let j = i + 1; j < count; j++, k++) {
      const ring = ringOf(distances[k]! / mean);
      if (ring >= 0) countPair(histograms, points, i, j, ring);
    }
  }
  for (let i = 0; i < count; i++) normalise(histograms.subarray(i * STRIDE, i * STRIDE + BINS));
  return { count, histograms };
}

function normalise(histogram: Float64Array): void {
  let sum = 0;
  for (const value of histogram) sum += value;
  for (let k = 0; k < BINS; k++) histogram[k]! /= sum;
}

/** The filled bins of a histogram and their values, filled up to whole fours by bins that no histogram fills. */
function filledBins(histogram: Float64Array, bins: Int32Array, values: Float64Array): number {
  let filled = 0;
  for (let k = 0; k < BINS; k++) {
    if (histogram[k] === 0) continue;
    bins[filled] = k;
    values[filled++] = histogram[k]!;
  }
  for (; filled % 4 !== 0; filled++) {
    bins[filled] = BINS;
    values[filled] = 1;
  }
  return filled;
}

/**
 * The χ² distance of every shape context of `a` to every one of `b`, [Na, Nb], 0..1 (`hist_cost_2`). With sums of 1,
 * ½ Σ (p - q)² / (p + q) is 1 - 2 Σ pq / (p + q), to which only bins that both fill contribute; four of these
 * fractions are brought to one denominator, for a division takes as long as many products.
 */
export function contextDistances(a: ShapeContexts, b: ShapeContexts): Float64Array {
  const costs = new Float64Array(a.count * b.count);
  const bins = new Int32Array(BINS);
  const own = new Float64Array(BINS);
  const others = b.histograms;
  for (let i = 0, cell = 0; i < a.count; i++) {
    const filled = filledBins(a.histograms.subarray(i * STRIDE, i * STRIDE + BINS), bins, own);
    for (let row = 0; row < others.length; row += STRIDE, cell++) {
      let shared = 0;
      for (let f = 0; f < filled; f += 4) {
        const [p0, p1, p2, p3] = [own[f]!, own[f + 1]!, own[f + 2]!, own[f + 3]!];
        const q0 = others[row + bins[f]!]!;
        const q1 = others[row + bins[f + 1]!]!;
        const q2 = others[row + bins[f + 2]!]!;
        const q3 = others[row + bins[f + 3]!]!;
        const s01 = (p0 + q0) * (p1 + q1);
        const s23 = (p2 + q2) * (p3 + q3);
        const n01 = p0 * q0 * (p1 + q1) + p1 * q1 * (p0 + q0);
        const n23 = p2 * q2 * (p3 + q3) + p3 * q3 * (p2 + q2);
        shared += (n01 * s23 + n23 * s01) / (s01 * s23);
      }
      costs[cell] = 1 - 2 * shared;
    }
  }
  return costs;
}
