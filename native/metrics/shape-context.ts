import type { ContourPoints } from './contour-polygon.ts';

const ANGLES = 12;
const RINGS = 5;
const BINS = ANGLES * RINGS;
/** Elements from one histogram to the next; those behind the bins are 0. */
const STRIDE = 64;
const TURN = 2 * Math.PI;
/** Outer radii of the rings as shares of the mean distance between points: from 1/8 to 2 as `logspace` rounds them. */
const RADII = [0.125, 0.25000000000000006, 0.5000000000000001, 1, 2];
/** Below this slope against an axis rounding decides the sector: there the toolkit's own formula is evaluated. */
const ALONG_AXIS = 1e-9;

/** The shape contexts of a contour's points: for each, how many points lie in which sector and ring around it. */
export interface ShapeContexts {
  readonly count: number;
  /** [N, 64], of which 60 are bins. */
  readonly counts: Uint16Array;
  /** The sum of each histogram. */
  readonly sums: Int32Array;
}

/**
 * The sector of a direction as the toolkit's floating-point arithmetic gives it; where rounding makes a full turn of it,
 * at which the toolkit fails, the first.
 */
const sectorByAngle = (dRow: number, dCol: number): number =>
  Math.floor((((Math.atan2(dCol, dRow) % TURN) + TURN) % TURN) / (TURN / ANGLES)) % ANGLES;

/** The sector of a direction that is not along an axis: the quadrant, and in it the third. */
function sectorByQuadrant(dRow: number, dCol: number): number {
  const row = Math.abs(dRow);
  const col = Math.abs(dCol);
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
  counts: Uint16Array,
  { rows, cols }: ContourPoints,
  i: number,
  j: number,
  ring: number,
): void {
  const dr = rows[j]! - rows[i]!;
  const dc = cols[j]! - cols[i]!;
  const ar = Math.abs(dr);
  const ac = Math.abs(dc);
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
  const counts = new Uint16Array(count * STRIDE);
  const { distances, mean } = pairDistances(points);
  for (let i = 0, k = 0; i < count; i++) {
    counts[i * STRIDE + (RINGS - 1) * ANGLES]!++;
    for (let j = i + 1; j < count; j++, k++) {
      const ring = ringOf(distances[k]! / mean);
      if (ring >= 0) countPair(counts, points, i, j, ring);
    }
  }
  const sums = Int32Array.from({ length: count }, (_, i) =>
    counts.subarray(i * STRIDE, i * STRIDE + BINS).reduce((sum, bin) => sum + bin, 0),
  );
  return { count, counts, sums };
}

/** The sum that most histograms have: that of all points, unless some lie beyond the last ring. */
function commonSum(sums: Int32Array): number {
  const frequency = new Map<number, number>();
  for (const sum of sums) frequency.set(sum, (frequency.get(sum) ?? 0) + 1);
  return [...frequency].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
}

/** pq / (p + q) of every pair of counts, for histograms of these sums: p = a / sumA, q = b / sumB. */
function sharedTable(a: ShapeContexts, b: ShapeContexts, sumA: number, sumB: number): SharedTable {
  const width = largest(b.counts) + 1;
  const values = new Float64Array((largest(a.counts) + 1) * width);
  for (let i = 1, k = width; k < values.length; i++, k += width)
    for (let j = 1; j < width; j++) values[k + j] = (i * j) / (i * sumB + j * sumA);
  return { sumA, sumB, width, values };
}

/** `values` is [largest count of a + 1, width]. */
interface SharedTable {
  readonly sumA: number;
  readonly sumB: number;
  readonly width: number;
  readonly values: Float64Array;
}

const largest = (counts: Uint16Array): number => counts.reduce((most, count) => Math.max(most, count), 0);

/** The bins that a histogram fills. */
interface FilledBins {
  readonly bins: Int32Array;
  readonly counts: Int32Array;
  readonly filled: number;
}

/** Σ pq / (p + q) over the filled bins of one histogram and those of another, which begins at `row`, of any sums. */
function sharedOf(own: FilledBins, sumA: number, others: Uint16Array, row: number, sumB: number): number {
  const { bins, counts, filled } = own;
  let shared = 0;
  for (let f = 0; f < filled; f++) {
    const p = counts[f]!;
    const q = others[row + bins[f]!]!;
    shared += (p * q) / (p * sumB + q * sumA);
  }
  return shared;
}

/**
 * The χ² distance of every shape context of `a` to every one of `b`, [Na, Nb], 0..1 (`hist_cost_2`). With sums of 1,
 * ½ Σ (p - q)² / (p + q) is 1 - 2 Σ pq / (p + q), to which only bins that both fill contribute. Nearly all histograms
 * of a contour have one sum: for these the terms are looked up.
 */
export function contextDistances(a: ShapeContexts, b: ShapeContexts): Float64Array {
  const costs = new Float64Array(a.count * b.count);
  const table = sharedTable(a, b, commonSum(a.sums), commonSum(b.sums));
  const { values, width, sumA, sumB } = table;
  const bins = new Int32Array(BINS);
  const counts = new Int32Array(BINS);
  const lines = new Int32Array(BINS);
  const others = b.counts;
  for (let i = 0, cell = 0; i < a.count; i++) {
    let filled = 0;
    for (let k = 0; k < BINS; k++) {
      const count = a.counts[i * STRIDE + k]!;
      if (count === 0) continue;
      bins[filled] = k;
      lines[filled] = count * width;
      counts[filled++] = count;
    }
    const own = { bins, counts, filled };
    const sum = a.sums[i]!;
    for (let j = 0, row = 0; j < b.count; j++, row += STRIDE, cell++) {
      let shared = 0;
      if (sum === sumA && b.sums[j] === sumB)
        for (let f = 0; f < filled; f++) shared += values[lines[f]! + others[row + bins[f]!]!]!;
      else shared = sharedOf(own, sum, others, row, b.sums[j]!);
      costs[cell] = 1 - 2 * shared;
    }
  }
  return costs;
}
