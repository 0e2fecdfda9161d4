import type { RasterSize } from '../raster/types.ts';
import type { Zone } from './edge-zone.ts';

/** For each pixel of a raster [H, W] its nearest source, as an index; negative where none was found. */
export type NearestSource = Int32Array;

/** A place as one number: y above x. */
const SHIFT = 16;
const X_BITS = 0xffff;
/** The place of a source where there is none yet: farther than any, and negative. */
const NOWHERE = -0x4000 << SHIFT;

/** The squared distance, in pixels, between two pixels of a raster that is `widthPx` wide. */
export function squaredDistance(a: number, b: number, widthPx: number): number {
  const dx = (a % widthPx) - (b % widthPx);
  const dy = Math.floor(a / widthPx) - Math.floor(b / widthPx);
  return dx * dx + dy * dy;
}

function squaredWay(place: number, x: number, y: number): number {
  const dx = x - (place & X_BITS);
  const dy = y - (place >> SHIFT);
  return dx * dx + dy * dy;
}

/** Gives the pixels from `start` to `end` of line y what the three beside them in the line `step` away have, where that is nearer. */
function takeFromLine(
  sources: Int32Array,
  widthPx: number,
  y: number,
  start: number,
  end: number,
  step: number,
): void {
  const row = y * widthPx;
  for (let i = start; i < end; i++) {
    const x = i - row;
    let best = sources[i]!;
    let least = squaredWay(best, x, y);
    if (least === 0) continue;
    const middle = sources[i + step]!;
    const before = x > 0 ? sources[i + step - 1]! : middle;
    const after = x + 1 < widthPx ? sources[i + step + 1]! : middle;
    const toMiddle = squaredWay(middle, x, y);
    if (toMiddle < least) {
      best = middle;
      least = toMiddle;
    }
    const toBefore = squaredWay(before, x, y);
    if (toBefore < least) {
      best = before;
      least = toBefore;
    }
    if (squaredWay(after, x, y) < least) best = after;
    sources[i] = best;
  }
}

/** Hands on along a line, from `start` to `end` by `step`, what the pixel before has. */
function takeAlongLine(
  sources: Int32Array,
  widthPx: number,
  y: number,
  start: number,
  end: number,
  step: 1 | -1,
): void {
  const row = y * widthPx;
  for (let i = start; i !== end; i += step) {
    const x = i - row;
    const before = sources[i - step]!;
    if (squaredWay(before, x, y) < squaredWay(sources[i]!, x, y)) sources[i] = before;
  }
}

/** Hands on along a run of a line in both directions, first to the right where `step` is 1. */
function takeAlongRun(
  sources: Int32Array,
  widthPx: number,
  y: number,
  start: number,
  end: number,
  step: 1 | -1,
): void {
  const first = Math.max(start, y * widthPx + 1);
  const last = Math.min(end, (y + 1) * widthPx - 1) - 1;
  if (step === 1) takeAlongLine(sources, widthPx, y, first, end, 1);
  takeAlongLine(sources, widthPx, y, Math.max(last, start - 1), start - 1, -1);
  if (step === -1) takeAlongLine(sources, widthPx, y, first, end, 1);
}

/**
 * The nearest pixel of the kind `kind`, for every pixel of a zone of the raster `kinds` [H, W]: two passes that hand on the
 * neighbours' nearest ones (Danielsson, "Euclidean distance mapping", 1980), exact but for a few pixels' fractions. Ways
 * outside the zone are not gone.
 */
export function nearestSource(
  kinds: Uint8Array,
  kind: number,
  { widthPx, heightPx }: RasterSize,
  zone: Zone,
): NearestSource {
  const sources = new Int32Array(kinds.length).fill(NOWHERE);
  for (let k = 0; k < zone.length; k += 2) {
    const y = Math.floor(zone[k]! / widthPx);
    const place = (y << SHIFT) - y * widthPx;
    for (let i = zone[k]!; i < zone[k + 1]!; i++) if (kinds[i] === kind) sources[i] = place + i;
  }
  for (let k = 0; k < zone.length; k += 2) {
    const [start, end] = [zone[k]!, zone[k + 1]!];
    const y = Math.floor(start / widthPx);
    if (y > 0) takeFromLine(sources, widthPx, y, start, end, -widthPx);
    takeAlongRun(sources, widthPx, y, start, end, 1);
  }
  for (let k = zone.length - 2; k >= 0; k -= 2) {
    const [start, end] = [zone[k]!, zone[k + 1]!];
    const y = Math.floor(start / widthPx);
    if (y + 1 < heightPx) takeFromLine(sources, widthPx, y, start, end, widthPx);
    takeAlongRun(sources, widthPx, y, start, end, -1);
  }
  for (let k = 0; k < zone.length; k += 2)
    for (let i = zone[k]!; i < zone[k + 1]!; i++) {
      const place = sources[i]!;
      if (place >= 0) sources[i] = (place >> SHIFT) * widthPx + (place & X_BITS);
    }
  return sources;
}
