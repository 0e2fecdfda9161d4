import type { FloatPlane, Mask, RasterSize, RgbImage } from './types.ts';

/** Two neighbouring samples per output position: `low[i]`, `high[i]`, and the weight of the high one. */
export interface BilinearTaps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly weight: Float32Array;
}

/** Half-pixel centres: output sample i lies at (i + 0.5) · from / to - 0.5 of the input, clamped to its border. */
export function bilinearTaps(from: number, to: number): BilinearTaps {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const weight = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    low[i] = Math.floor(at);
    high[i] = Math.min(low[i]! + 1, from - 1);
    weight[i] = at - low[i]!;
  }
  return { low, high, weight };
}

/** For each output sample, the input samples [first, first + count) it covers and the share of each. */
interface AreaTaps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** [to, most]: the shares, each row summing to 1. */
  readonly shares: Float32Array;
  readonly most: number;
}

function areaTaps(from: number, to: number): AreaTaps {
  const most = Math.ceil(from / to) + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const shares = new Float32Array(to * most);
  for (let i = 0; i < to; i++) {
    const start = (i * from) / to;
    const end = Math.min(((i + 1) * from) / to, from);
    first[i] = Math.min(Math.floor(start), from - 1);
    count[i] = Math.min(Math.max(Math.ceil(end - 1e-6) - first[i]!, 1), most);
    for (let k = 0; k < count[i]!; k++) {
      const covered = Math.min(end, first[i]! + k + 1) - Math.max(start, first[i]! + k);
      shares[i * most + k] = covered / (end - start);
    }
  }
  return { first, count, shares, most };
}

/** Writes line y of a raster that is reduced in height, at its own width: `line` [samples]. */
function areaLine(
  source: Uint8Array | Float32Array,
  { first, count, shares, most }: AreaTaps,
  y: number,
  line: Float32Array,
): void {
  const size = line.length;
  // Views that begin at 0: V8 needs half the time over them.
  const row = (k: number) => source.subarray((first[y]! + k) * size, (first[y]! + k + 1) * size);
  const rows = count[y]!;
  const share = shares.subarray(y * most, y * most + rows);
  const isOdd = rows % 2 === 1;
  if (isOdd) setShare(line, row(0), share[0]!);
  else line.fill(0);
  for (let k = Number(isOdd); k < rows; k += 2) addShares(line, row(k), share[k]!, row(k + 1), share[k + 1]!);
}

type Samples = Uint8Array | Float32Array;

function setShare(line: Float32Array, samples: Samples, share: number): void {
  const size = line.length;
  for (let x = 0; x < size; x++) line[x] = share * samples[x]!;
}

/** Two lines at once, rounded as one after the other: half the traffic. */
function addShares(line: Float32Array, a: Samples, shareA: number, b: Samples, shareB: number): void {
  const size = line.length;
  for (let x = 0; x < size; x++) line[x] = Math.fround(line[x]! + shareA * a[x]!) + shareB * b[x]!;
}

/** Reduces a line [from, channels] to as many pixels as the taps have. */
function areaPixels(line: Float32Array, channels: number, taps: AreaTaps, pixels: Float32Array): void {
  const { first, count, shares, most } = taps;
  const to = first.length;
  for (let x = 0, target = 0; x < to; x++)
    for (let c = 0; c < channels; c++) {
      let at = first[x]! * channels + c;
      let sum = 0;
      for (let k = 0; k < count[x]!; k++, at += channels)
        sum = Math.fround(sum + shares[x * most + k]! * line[at]!);
      pixels[target++] = sum;
    }
}

/** Writes line y of a raster that is brought to another height bilinearly, at its own width: `line` [samples]. */
function bilinearLine(
  source: Uint8Array | Float32Array,
  { low, high, weight }: BilinearTaps,
  y: number,
  line: Float32Array,
): void {
  const size = line.length;
  const a = low[y]! * size;
  const b = high[y]! * size;
  const share = weight[y]!;
  for (let x = 0; x < size; x++) line[x] = source[a + x]! + share * (source[b + x]! - source[a + x]!);
}

/** Brings a line [from, channels] to as many pixels as the taps have. */
function bilinearPixels(
  line: Float32Array,
  channels: number,
  taps: BilinearTaps,
  pixels: Float32Array,
): void {
  const { low, high, weight } = taps;
  const to = low.length;
  for (let x = 0, target = 0; x < to; x++) {
    const a = low[x]! * channels;
    const b = high[x]! * channels;
    for (let c = 0; c < channels; c++, target++)
      pixels[target] = line[a + c]! + weight[x]! * (line[b + c]! - line[a + c]!);
  }
}

/** A raster [H, W, channels]. */
interface Raster extends RasterSize {
  readonly channels: number;
  readonly data: Uint8Array | Float32Array;
}

/**
 * Resizes a raster line by line, each handed to `write`: bilinearly; where `byArea` is set, an axis that shrinks is
 * averaged. Whole rasters in between would cost more in memory traffic than in arithmetic.
 */
function resizeLines(
  { data, channels, ...from }: Raster,
  to: RasterSize,
  byArea: boolean,
  write: (y: number, pixels: Float32Array) => void,
): void {
  const lineTo = (): ((y: number, line: Float32Array) => void) => {
    if (!byArea || to.heightPx >= from.heightPx) {
      const taps = bilinearTaps(from.heightPx, to.heightPx);
      return (y, line) => bilinearLine(data, taps, y, line);
    }
    const taps = areaTaps(from.heightPx, to.heightPx);
    return (y, line) => areaLine(data, taps, y, line);
  };
  const pixelsOf = (): ((line: Float32Array, pixels: Float32Array) => void) => {
    if (!byArea || to.widthPx >= from.widthPx) {
      const taps = bilinearTaps(from.widthPx, to.widthPx);
      return (line, pixels) => bilinearPixels(line, channels, taps, pixels);
    }
    const taps = areaTaps(from.widthPx, to.widthPx);
    return (line, pixels) => areaPixels(line, channels, taps, pixels);
  };
  const enterLine = lineTo();
  const resizeLine = pixelsOf();
  const line = new Float32Array(from.widthPx * channels);
  const pixels = new Float32Array(to.widthPx * channels);
  for (let y = 0; y < to.heightPx; y++) {
    enterLine(y, line);
    resizeLine(line, pixels);
    write(y, pixels);
  }
}

function resizePlane(plane: FloatPlane, { widthPx, heightPx }: RasterSize, byArea: boolean): FloatPlane {
  const data = new Float32Array(widthPx * heightPx);
  resizeLines({ ...plane, channels: 1 }, { widthPx, heightPx }, byArea, (y, pixels) =>
    data.set(pixels, y * widthPx),
  );
  return { widthPx, heightPx, data };
}

const sameSize = (a: RasterSize, b: RasterSize) => a.widthPx === b.widthPx && a.heightPx === b.heightPx;

/** Resizes a plane bilinearly with half-pixel centres, borders clamped; any range. No low-pass when reducing. */
export const resizePlaneBilinear = (plane: FloatPlane, size: RasterSize): FloatPlane =>
  resizePlane(plane, size, false);

/** Reduces a plane by area average (an axis that grows is bilinear); any range. */
export const resizePlaneArea = (plane: FloatPlane, size: RasterSize): FloatPlane =>
  resizePlane(plane, size, true);

/** Resizes a picture: per axis the area average where it shrinks, bilinear where it grows; rounded to 0..255. */
export function resizeRgbArea(image: RgbImage, size: RasterSize): RgbImage {
  const { widthPx, heightPx } = size;
  if (sameSize(image, size)) return { widthPx, heightPx, data: image.data.slice() };
  const data = new Uint8Array(3 * widthPx * heightPx);
  resizeLines({ ...image, channels: 3 }, size, true, (y, pixels) => {
    const start = 3 * y * widthPx;
    for (let i = 0; i < pixels.length; i++) data[start + i] = pixels[i]! + 0.5;
  });
  return { widthPx, heightPx, data };
}

/** Resizes a mask by the nearest sample (half-pixel centres): values stay 0 or 1. */
export function resizeMaskNearest(mask: Mask, size: RasterSize): Mask {
  const { widthPx, heightPx } = size;
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const line = Math.floor(((y + 0.5) * mask.heightPx) / heightPx) * mask.widthPx;
    for (let x = 0; x < widthPx; x++)
      data[y * widthPx + x] = mask.data[line + Math.floor(((x + 0.5) * mask.widthPx) / widthPx)]!;
  }
  return { widthPx, heightPx, data };
}

/** Luma of ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B), 0..255, not rounded. */
export function rgbToGray(image: RgbImage): FloatPlane {
  const { widthPx, heightPx, data: rgb } = image;
  const data = new Float32Array(widthPx * heightPx);
  for (let i = 0, at = 0; i < data.length; i++, at += 3)
    data[i] = 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
  return { widthPx, heightPx, data };
}
