import { ANGLES, sectorByAngle, sectorByQuadrant } from './context-sectors.ts';
import type { ContourPoints } from './contour-polygon.ts';
import { metricKernels, type MetricKernels } from './metric-kernels.ts';

const RINGS = 5;
const BINS = ANGLES * RINGS;
/** Elements from one histogram to the next; those behind the bins are 0. */
const STRIDE = 64;
/** The bin in which a point counts itself: the innermost ring, the first sector. */
const OWN_BIN = (RINGS - 1) * ANGLES;
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

/** The same histograms and sums without SIMD. */
function plainContexts(points: ContourPoints): ShapeContexts {
  const count = points.rows.length;
  const counts = new Uint16Array(count * STRIDE);
  const { distances, mean } = pairDistances(points);
  for (let i = 0, k = 0; i < count; i++) {
    counts[i * STRIDE + OWN_BIN]!++;
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

function simdContexts({ rows, cols }: ContourPoints, { module, room }: MetricKernels): ShapeContexts {
  const count = rows.length;
  const [rowsAt, colsAt, distancesAt, countsAt, sumsAt] = room(
    8 * count,
    8 * count,
    4 * count * (count - 1),
    2 * STRIDE * count,
    4 * count,
  ) as [number, number, number, number, number];
  const { buffer } = module.memory;
  new Float64Array(buffer, rowsAt, count).set(rows);
  new Float64Array(buffer, colsAt, count).set(cols);
  const counts = new Uint16Array(buffer, countsAt, count * STRIDE).fill(0);
  const sums = new Int32Array(buffer, sumsAt, count).fill(1);
  for (let i = 0; i < count; i++) counts[i * STRIDE + OWN_BIN] = 1;
  const mean = (2 * module.pairDistances(rowsAt, colsAt, count, distancesAt)) / (count * count);
  module.countPairs(rowsAt, colsAt, count, distancesAt, mean, countsAt, sumsAt);
  return { count, counts: counts.slice(), sums: sums.slice() };
}

/**
 * Shape contexts (Belongie, Malik and Puzicha 2002) of the points of a contour, as the DAVIS 2016 toolkit computes them
 * (`sc_compute`): 12 sectors by 5 rings of logarithmic radii, relative to the mean distance; each point counts itself.
 *
 * @param kernels null: by TypeScript alone, to the same bits.
 */
export function shapeContexts(points: ContourPoints, kernels = metricKernels()): ShapeContexts {
  return kernels === null ? plainContexts(points) : simdContexts(points, kernels);
}

/** Histograms with sums of 1: one after the other, or bin after bin. */
function shares({ count, counts, sums }: ShapeContexts, order: 'by point' | 'by bin'): Float32Array {
  const values = new Float32Array(count * BINS);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < BINS; k++)
      values[order === 'by point' ? i * BINS + k : k * count + i] = counts[i * STRIDE + k]! / sums[i]!;
  return values;
}

/** The same distances without SIMD. */
function plainDistances(own: Float32Array, others: Float32Array): Float32Array {
  const rows = own.length / BINS;
  const cols = others.length / BINS;
  const costs = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const row = costs.subarray(i * cols, (i + 1) * cols);
    for (let k = 0; k < BINS; k++) {
      const p = own[i * BINS + k]!;
      if (p === 0) continue;
      for (let j = 0, at = k * cols; j < cols; j++, at++) row[j]! += (p * others[at]!) / (p + others[at]!);
    }
    for (let j = 0; j < cols; j++) row[j] = 1 - 2 * row[j]!;
  }
  return costs;
}

/** The distances of histograms [rows, bins] to histograms [bins, cols], as [rows, cols]. */
function simdDistances(
  own: Float32Array,
  others: Float32Array,
  { module, room }: MetricKernels,
): Float32Array {
  const rows = own.length / BINS;
  const cols = others.length / BINS;
  const stride = Math.ceil(cols / 4) * 4;
  const [ownAt, othersAt, costsAt] = room(4 * BINS, 4 * BINS * stride, 4 * stride) as [
    number,
    number,
    number,
  ];
  const { buffer } = module.memory;
  const lines = new Float32Array(buffer, othersAt, BINS * stride).fill(0);
  for (let k = 0; k < BINS; k++) lines.set(others.subarray(k * cols, (k + 1) * cols), k * stride);
  const histogram = new Float32Array(buffer, ownAt, BINS);
  const line = new Float32Array(buffer, costsAt, cols);
  const costs = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    histogram.set(own.subarray(i * BINS, (i + 1) * BINS));
    module.contextRow(ownAt, othersAt, BINS, stride, costsAt);
    costs.set(line, i * cols);
  }
  return costs;
}

/**
 * The χ² distance of every shape context of `a` to every one of `b`, [Na, Nb], 0..1 (`hist_cost_2`). With sums of 1,
 * ½ Σ (p - q)² / (p + q) is 1 - 2 Σ pq / (p + q), to which only bins that both fill contribute.
 */
export function contextDistances(
  a: ShapeContexts,
  b: ShapeContexts,
  kernels = metricKernels(),
): Float32Array {
  const own = shares(a, 'by point');
  const others = shares(b, 'by bin');
  return kernels === null ? plainDistances(own, others) : simdDistances(own, others, kernels);
}
