import type { Mask } from '../../raster/types.ts';
import { maskContours } from './mask-contours.ts';

/** Largest distance of the contour from its polygon; the toolkit's 3 counts half pixels. */
const TOLERANCE_PX = 1.5;
/** What the first pass leaves out: points on straight lines. */
const STRAIGHT_PX = 0.05;
/** Longest piece of the polygon that is not divided. */
const SPACING_PX = 3;
/** A polygon of fewer corners, the first counted again at its end, bounds nothing. */
const FEWEST_CORNERS = 4;

/** Points along a closed polygon; the first is there again at the end. */
export interface ContourPoints {
  readonly rows: Float64Array;
  readonly cols: Float64Array;
}

/** A polyline: (row, column) pairs one after the other. */
type Polyline = readonly number[];

/** Drops points nearer than the tolerance to the last one that was kept; the first and the last always stay. */
function thinOut(line: Polyline, tolerancePx: number): number[] {
  const kept = [line[0]!, line[1]!];
  let [row, col] = kept as [number, number];
  for (let i = 2; i < line.length - 2; i += 2) {
    if ((line[i]! - row) ** 2 + (line[i + 1]! - col) ** 2 < tolerancePx * tolerancePx) continue;
    [row, col] = [line[i]!, line[i + 1]!];
    kept.push(row, col);
  }
  kept.push(line.at(-2)!, line.at(-1)!);
  return kept;
}

/** Squared distance of point p from the segment from a to b; each an offset into the line. */
function segmentDistance2(line: Polyline, a: number, b: number, p: number): number {
  const [vr, vc] = [line[b]! - line[a]!, line[b + 1]! - line[a + 1]!];
  const [wr, wc] = [line[p]! - line[a]!, line[p + 1]! - line[a + 1]!];
  const along = vr * wr + vc * wc;
  if (along <= 0) return wr * wr + wc * wc;
  const length2 = vr * vr + vc * vc;
  if (length2 <= along) return (line[p]! - line[b]!) ** 2 + (line[p + 1]! - line[b + 1]!) ** 2;
  const share = along / length2;
  return (wr - share * vr) ** 2 + (wc - share * vc) ** 2;
}

/** The Douglas-Peucker simplification after thinning out, as the library psimpl does it, which the toolkit uses. */
function simplified(line: Polyline, tolerancePx: number): number[] {
  if (line.length < 6) return [...line];
  const thin = thinOut(line, tolerancePx);
  const kept = new Uint8Array(thin.length);
  kept[0] = kept[thin.length - 2] = 1;
  const open: [number, number][] = [[0, thin.length - 2]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [first, last] = part;
    let [key, farthest2] = [0, 0];
    for (let i = first + 2; i < last; i += 2) {
      const distance2 = segmentDistance2(thin, first, last, i);
      // Of points equally far the last one is the key, as in psimpl.
      if (distance2 < farthest2) continue;
      [key, farthest2] = [i, distance2];
    }
    if (key === 0 || farthest2 <= tolerancePx * tolerancePx) continue;
    kept[key] = 1;
    open.push([key, last], [first, key]);
  }
  return thin.filter((_, i) => kept[i & ~1] === 1);
}

/** The longest polygon of a mask: the one of most corners; null where the mask has none. */
function longestPolygon(mask: Mask): number[] | null {
  let longest: number[] | null = null;
  for (const { points, isHole } of maskContours(mask)) {
    const polygon = simplified(simplified(points, STRAIGHT_PX), TOLERANCE_PX);
    if (polygon.length < 2 * FEWEST_CORNERS || polygon.length <= (longest?.length ?? 0)) continue;
    longest = isClockwise(polygon) === isHole ? reversed(polygon) : polygon;
  }
  return longest;
}

/** The toolkit's sense of rotation, with rows as x. */
function isClockwise(line: Polyline): boolean {
  let total = 0;
  for (let i = 0; i < line.length; i += 2) {
    const next = (i + 2) % line.length;
    total += (line[next]! - line[i]!) * (line[next + 1]! + line[i + 1]!);
  }
  return total > 0;
}

function reversed(line: Polyline): number[] {
  const turned: number[] = [];
  for (let i = line.length - 2; i >= 0; i -= 2) turned.push(line[i]!, line[i + 1]!);
  return turned;
}

/**
 * Points along the longest contour of a mask: its polygon, simplified to 1.5 pixels, divided into pieces of at most 3
 * pixels, as the DAVIS 2016 toolkit does it (`mask2pce`, `get_longest_cont`, `contour_upsample`); null for an empty mask.
 */
export function contourPoints(mask: Mask): ContourPoints | null {
  const polygon = longestPolygon(mask);
  if (polygon === null) return null;
  const rows: number[] = [];
  const cols: number[] = [];
  for (let i = 0; i < polygon.length; i += 2) {
    let [row, col] = [polygon[i]!, polygon[i + 1]!];
    rows.push(row);
    cols.push(col);
    if (i + 2 === polygon.length) break;
    const [dr, dc] = [polygon[i + 2]! - row, polygon[i + 3]! - col];
    const pieces = Math.ceil(Math.sqrt(dr * dr + dc * dc) / SPACING_PX);
    for (let k = 1; k < pieces; k++) {
      row += dr / pieces;
      col += dc / pieces;
      rows.push(row);
      cols.push(col);
    }
  }
  return { rows: Float64Array.from(rows), cols: Float64Array.from(cols) };
}
