import type { FloatPlane, RasterSize, RgbImage } from '../raster/types.ts';

/** A rectangle of pixels. */
export interface Rect extends RasterSize {
  readonly left: number;
  readonly top: number;
}

/** A tile: the pixels that it answers for, and those that it looks at. */
export interface Tile {
  readonly core: Rect;
  readonly outer: Rect;
}

/** Side of a tile's core, in pixels: small enough for the processor's cache, large beside its margin. */
const TILE_PX = 256;

/** Tiles that cover a raster; each looks `marginPx` beyond its core. */
export function tilesOf(raster: RasterSize, marginPx: number, sidePx = TILE_PX): Tile[] {
  const { widthPx, heightPx } = raster;
  const tiles: Tile[] = [];
  for (let top = 0; top < heightPx; top += sidePx)
    for (let left = 0; left < widthPx; left += sidePx) {
      const right = Math.min(left + sidePx, widthPx);
      const bottom = Math.min(top + sidePx, heightPx);
      const core = { left, top, widthPx: right - left, heightPx: bottom - top };
      tiles.push({ core, outer: widened(core, marginPx, raster) });
    }
  return tiles;
}

/** A rectangle with `byPx` more on each side, as far as the raster goes. */
export function widened({ left, top, widthPx, heightPx }: Rect, byPx: number, raster: RasterSize): Rect {
  const [outerLeft, outerTop] = [Math.max(0, left - byPx), Math.max(0, top - byPx)];
  return {
    left: outerLeft,
    top: outerTop,
    widthPx: Math.min(left + widthPx + byPx, raster.widthPx) - outerLeft,
    heightPx: Math.min(top + heightPx + byPx, raster.heightPx) - outerTop,
  };
}

/** Whether two rectangles share a pixel. */
export const overlap = (a: Rect, b: Rect): boolean =>
  a.left < b.left + b.widthPx &&
  b.left < a.left + a.widthPx &&
  a.top < b.top + b.heightPx &&
  b.top < a.top + a.heightPx;

/** A tile's core as a rectangle of its outer one. */
export const coreWithin = ({ core, outer }: Tile): Rect => ({
  ...core,
  left: core.left - outer.left,
  top: core.top - outer.top,
});

type Samples = Uint8Array | Uint16Array | Float32Array;

/** Copies a rectangle of a raster [H, W, channels] of that width. */
export function cropSamples<T extends Samples>(data: T, widthPx: number, rect: Rect, channels = 1): T {
  const line = rect.widthPx * channels;
  const length = line * rect.heightPx;
  const cropped = (
    data instanceof Uint8Array
      ? new Uint8Array(length)
      : data instanceof Uint16Array
        ? new Uint16Array(length)
        : new Float32Array(length)
  ) as T;
  for (let y = 0; y < rect.heightPx; y++) {
    const from = ((rect.top + y) * widthPx + rect.left) * channels;
    cropped.set(data.subarray(from, from + line), y * line);
  }
  return cropped;
}

/** A rectangle of a picture. */
export const cropRgb = ({ data, widthPx }: RgbImage, rect: Rect): RgbImage => ({
  widthPx: rect.widthPx,
  heightPx: rect.heightPx,
  data: cropSamples(data, widthPx, rect, 3),
});

/** Writes a value all over a rectangle of a raster [H, W] of that width. */
export function fillRect(data: Samples, rasterWidthPx: number, rect: Rect, value: number): void {
  const { left, top, widthPx, heightPx } = rect;
  for (let y = top; y < top + heightPx; y++)
    data.fill(value, y * rasterWidthPx + left, y * rasterWidthPx + left + widthPx);
}

/** Writes a tile's core, out of samples of its outer rectangle, to a raster [H, W, channels] of that width. */
export function placeCore(
  from: Samples,
  { core, outer }: Tile,
  to: Samples,
  widthPx: number,
  channels = 1,
): void {
  const line = core.widthPx * channels;
  for (let y = 0; y < core.heightPx; y++) {
    const at = ((core.top - outer.top + y) * outer.widthPx + core.left - outer.left) * channels;
    to.set(from.subarray(at, at + line), ((core.top + y) * widthPx + core.left) * channels);
  }
}

/** Least and greatest value of a coarse plane, enlarged bilinearly to `size`, over a rectangle of that size. */
export function coarseRange(
  { data, widthPx, heightPx }: FloatPlane,
  size: RasterSize,
  rect: Rect,
): readonly [least: number, greatest: number] {
  const [sx, sy] = [widthPx / size.widthPx, heightPx / size.heightPx];
  const right = Math.min(widthPx - 1, Math.ceil((rect.left + rect.widthPx) * sx));
  const bottom = Math.min(heightPx - 1, Math.ceil((rect.top + rect.heightPx) * sy));
  let [least, greatest] = [Infinity, -Infinity];
  for (let y = Math.max(0, Math.floor(rect.top * sy) - 1); y <= bottom; y++)
    for (let x = Math.max(0, Math.floor(rect.left * sx) - 1); x <= right; x++) {
      const value = data[y * widthPx + x]!;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  return [least, greatest];
}
