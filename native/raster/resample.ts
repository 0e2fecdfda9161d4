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

/** Reduces a raster [H, samples] to as many lines as the taps have. */
function areaOfLines(source: Uint8Array | Float32Array, samples: number, taps: AreaTaps): Float32Array {
  const { first, count, shares, most } = taps;
  const result = new Float32Array(first.length * samples);
  for (let y = 0; y < first.length; y++) {
    // Views that begin at 0: V8 needs half the time over them.
    const line = result.subarray(y * samples, (y + 1) * samples);
    for (let k = 0; k < count[y]!; k++) {
      const at = (first[y]! + k) * samples;
      addShare(line, source.subarray(at, at + samples), shares[y * most + k]!);
    }
  }
  return result;
}

function addShare(line: Float32Array, samples: Uint8Array | Float32Array, share: number): void {
  for (let x = 0; x < line.length; x++) line[x]! += share * samples[x]!;
}

/** Reduces each line of a raster [lines, from, channels] to as many pixels as the taps have. */
function areaOfColumns(source: Float32Array, lines: number, from: number, channels: number, taps: AreaTaps) {
  const { first, count, shares, most } = taps;
  const to = first.length;
  const result = new Float32Array(lines * to * channels);
  for (let y = 0, target = 0; y < lines; y++)
    for (let x = 0; x < to; x++)
      for (let c = 0; c < channels; c++) {
        let at = (y * from + first[x]!) * channels + c;
        let sum = 0;
        for (let k = 0; k < count[x]!; k++, at += channels)
          sum = Math.fround(sum + shares[x * most + k]! * source[at]!);
        result[target++] = sum;
      }
  return result;
}

/** One axis of an interleaved raster: `outer` lines of `from` samples, each of `inner` contiguous values. */
function bilinearAxis(
  source: Uint8Array | Float32Array,
  outer: number,
  inner: number,
  from: number,
  taps: BilinearTaps,
): Float32Array {
  const { low, high, weight } = taps;
  const to = low.length;
  const result = new Float32Array(outer * to * inner);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < to; i++) {
      const a = (o * from + low[i]!) * inner;
      const b = (o * from + high[i]!) * inner;
      const target = (o * to + i) * inner;
      for (let c = 0; c < inner; c++)
        result[target + c] = source[a + c]! + weight[i]! * (source[b + c]! - source[a + c]!);
    }
  return result;
}

/** Resizes [H, W, channels]: per axis the area average where it shrinks, bilinear where it grows. */
function resizeByArea(
  source: Uint8Array | Float32Array,
  from: RasterSize,
  to: RasterSize,
  channels: number,
): Float32Array {
  const samples = from.widthPx * channels;
  const lines =
    to.heightPx < from.heightPx
      ? areaOfLines(source, samples, areaTaps(from.heightPx, to.heightPx))
      : bilinearAxis(source, 1, samples, from.heightPx, bilinearTaps(from.heightPx, to.heightPx));
  return to.widthPx < from.widthPx
    ? areaOfColumns(lines, to.heightPx, from.widthPx, channels, areaTaps(from.widthPx, to.widthPx))
    : bilinearAxis(lines, to.heightPx, channels, from.widthPx, bilinearTaps(from.widthPx, to.widthPx));
}

const sameSize = (a: RasterSize, b: RasterSize) => a.widthPx === b.widthPx && a.heightPx === b.heightPx;

/** Resizes a plane bilinearly with half-pixel centres, borders clamped; any range. No low-pass when reducing. */
export function resizePlaneBilinear(plane: FloatPlane, size: RasterSize): FloatPlane {
  const { widthPx, heightPx } = size;
  const vertical = bilinearTaps(plane.heightPx, heightPx);
  const lines = bilinearAxis(plane.data, 1, plane.widthPx, plane.heightPx, vertical);
  const data = bilinearAxis(lines, heightPx, 1, plane.widthPx, bilinearTaps(plane.widthPx, widthPx));
  return { widthPx, heightPx, data };
}

/** Reduces a plane by area average (an axis that grows is bilinear); any range. */
export function resizePlaneArea(plane: FloatPlane, size: RasterSize): FloatPlane {
  const { widthPx, heightPx } = size;
  return { widthPx, heightPx, data: resizeByArea(plane.data, plane, size, 1) };
}

/** Resizes a picture: per axis the area average where it shrinks, bilinear where it grows; rounded to 0..255. */
export function resizeRgbArea(image: RgbImage, size: RasterSize): RgbImage {
  const { widthPx, heightPx } = size;
  if (sameSize(image, size)) return { widthPx, heightPx, data: image.data.slice() };
  const values = resizeByArea(image.data, image, size, 3);
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = values[i]! + 0.5;
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
