import { MOST_LEVEL } from '../../raster/gray-levels.ts';
import type { RasterSize, RgbImage } from '../../raster/types.ts';
import { markedPlaces, type Zone, zoneAround } from '../edge-zone.ts';
import { type Layers, meanColours, relax } from './layer-colours.ts';
import { cropRgb, cropSamples, placeCore, type Rect, tilesOf } from '../tiles.ts';

/** Sides, in pixels, up to which a level is gone through often. */
const SMALL_PX = 32;
const SMALL_ROUNDS = 10;
const ROUNDS = 2;
const MARGIN_PX = 32;
/** Pixels of a level around the soft ones that have a say in theirs: each passes on a quarter of what it was passed. */
const ZONE_PX = 10;
/** How far from any alpha colours are the foreground's: what a tool's scaling mixes. */
const NEAR_PX = 2;

/** For each position of a side of `to` pixels the nearest one of a side of `from`. */
const nearestPlaces = (from: number, to: number) =>
  Int32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor(((i + 0.5) * from) / to)));

/** The nearest samples of a raster [H, W, channels] at another size, in a zone of that. */
function nearestSamples(
  data: Float32Array | Uint8Array,
  from: RasterSize,
  to: RasterSize,
  channels: 1 | 3,
  zone: Zone,
): Float32Array {
  const result = new Float32Array(to.widthPx * to.heightPx * channels);
  const [across, down] = [nearestPlaces(from.widthPx, to.widthPx), nearestPlaces(from.heightPx, to.heightPx)];
  for (let k = 0; k < zone.length; k += 2) {
    const y = Math.floor(zone[k]! / to.widthPx);
    const row = down[y]! * from.widthPx;
    for (let i = zone[k]!, x = i - y * to.widthPx; i < zone[k + 1]!; i++, x++) {
      const at = row + across[x]!;
      if (channels === 1) {
        result[i] = data[at]!;
        continue;
      }
      result[3 * i] = data[3 * at]!;
      result[3 * i + 1] = data[3 * at + 1]!;
      result[3 * i + 2] = data[3 * at + 2]!;
    }
  }
  return result;
}

/** The foreground's colours of a tile, [H, W, 3], around its marked pixels, by levels of growing size. */
function tileColours(crop: RgbImage, alpha: Float32Array, marked: Int32Array): Float32Array {
  const { data, ...full } = crop;
  const levels = Math.ceil(Math.log2(Math.max(full.widthPx, full.heightPx)));
  let layers: Layers = { widthPx: 1, heightPx: 1, ...meanColours(data, alpha) };
  for (let level = 0; level <= levels; level++) {
    const sideOf = (side: number) => Math.max(1, Math.round(side ** (level / levels)));
    const size = { widthPx: sideOf(full.widthPx), heightPx: sideOf(full.heightPx) };
    const zone = zoneAround(marked, full, ZONE_PX, size);
    layers = {
      ...size,
      foreground: nearestSamples(layers.foreground, layers, size, 3, zone),
      background: nearestSamples(layers.background, layers, size, 3, zone),
    };
    const image = nearestSamples(data, full, size, 3, zone);
    const shares = nearestSamples(alpha, full, size, 1, zone);
    const rounds = Math.max(size.widthPx, size.heightPx) <= SMALL_PX ? SMALL_ROUNDS : ROUNDS;
    for (let round = 0; round < rounds; round++) relax(layers, image, shares, zone);
  }
  return layers.foreground;
}

/** A matte of 0..1, or of levels of 0..65535. */
type Shares = Float32Array | Uint16Array;

/** Whether a rectangle of a matte's levels has any between the least and the most. */
function hasSoft(
  levels: Uint16Array,
  rasterWidthPx: number,
  { left, top, widthPx, heightPx }: Rect,
): boolean {
  for (let y = top; y < top + heightPx; y++) {
    const start = y * rasterWidthPx + left;
    for (let i = start; i < start + widthPx; i++) {
      const level = levels[i]!;
      if (level !== 0 && level !== MOST_LEVEL) return true;
    }
  }
  return false;
}

/** A rectangle of a matte as 0..1; null where levels are all 0 or all of them the most. */
function sharesIn(matte: Shares, rasterWidthPx: number, rect: Rect): Float32Array | null {
  if (matte instanceof Float32Array) return cropSamples(matte, rasterWidthPx, rect);
  if (!hasSoft(matte, rasterWidthPx, rect)) return null;
  const levels = cropSamples(matte, rasterWidthPx, rect);
  const shares = new Float32Array(levels.length);
  for (let i = 0; i < shares.length; i++) shares[i] = levels[i]! / MOST_LEVEL;
  return shares;
}

/** The places of the soft pixels of a matte, and those outside with one inside beside them; null where none is soft. */
function markEdges(shares: Float32Array, { widthPx, heightPx }: RasterSize): Int32Array | null {
  const marked = new Uint8Array(shares.length);
  let softCount = 0;
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const own = shares[i]!;
      if (own > 0 && own < 1) {
        marked[i] = 1;
        softCount++;
      }
      const isInside = own > 0;
      if (x + 1 < widthPx && isInside !== shares[i + 1]! > 0) marked[isInside ? i + 1 : i] = 1;
      if (y + 1 < heightPx && isInside !== shares[i + widthPx]! > 0) marked[isInside ? i + widthPx : i] = 1;
    }
  return softCount === 0 ? null : markedPlaces(marked);
}

/** Whether a pixel or one near it has any alpha. */
function isNearMatte(shares: Float32Array, x: number, y: number, { widthPx, heightPx }: RasterSize): boolean {
  const [right, bottom] = [Math.min(x + NEAR_PX, widthPx - 1), Math.min(y + NEAR_PX, heightPx - 1)];
  for (let py = Math.max(0, y - NEAR_PX); py <= bottom; py++)
    for (let px = Math.max(0, x - NEAR_PX); px <= right; px++)
      if (shares[py * widthPx + px]! > 0) return true;
  return false;
}

/**
 * A frame with the foreground's own colours where its matte ([H, W]) is soft, estimated over levels of growing
 * size (Germer, Uelwer, Conrad and Harmeling, "Fast multi-level foreground estimation", 2020): a cutout made of it has
 * no rim of the old background. Far from the edge the frame's colours stay.
 */
export function foregroundColours(frame: RgbImage, matte: Shares): RgbImage {
  const { widthPx, heightPx } = frame;
  const data = frame.data.slice();
  for (const tile of tilesOf(frame, MARGIN_PX)) {
    const { outer } = tile;
    const shares = sharesIn(matte, widthPx, outer);
    const marked = shares === null ? null : markEdges(shares, outer);
    if (shares === null || marked === null) continue;
    const crop = cropRgb(frame, outer);
    const colours = tileColours(crop, shares, marked);
    const mixed = crop.data;
    const zone = zoneAround(marked, outer, NEAR_PX);
    for (let k = 0; k < zone.length; k += 2) {
      const y = Math.floor(zone[k]! / outer.widthPx);
      for (let i = zone[k]!; i < zone[k + 1]!; i++) {
        if (shares[i] === 1 || !isNearMatte(shares, i - y * outer.widthPx, y, outer)) continue;
        for (let c = 3 * i; c < 3 * i + 3; c++) mixed[c] = Math.round(colours[c]!);
      }
    }
    placeCore(mixed, tile, data, widthPx, 3);
  }
  return { widthPx, heightPx, data };
}
