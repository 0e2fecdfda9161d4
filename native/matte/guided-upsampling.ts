import { bilinearTaps, resizePlaneBilinear, resizeRgbArea } from '../raster/resample.ts';
import type { BilinearTaps } from '../raster/resample.ts';
import type { FloatPlane, Mask, RasterSize, RgbImage } from '../raster/types.ts';
import { guideColours, type LocalLinearModel, localLinearModel } from './local-linear-model.ts';

/** Where a soft mask becomes foreground. */
const HALF = 0.5;

/** Line y of a plane that is enlarged in height, at the plane's own width. */
function blendLines(plane: Float32Array, taps: BilinearTaps, y: number, line: Float32Array): void {
  const low = taps.low[y]! * line.length;
  const high = taps.high[y]! * line.length;
  const weight = taps.weight[y]!;
  const widthPx = line.length;
  for (let x = 0; x < widthPx; x++) line[x] = plane[low + x]! + weight * (plane[high + x]! - plane[low + x]!);
}

/** A run of pixels of a line: the first, and the one behind the last. */
type Span = readonly [from: number, to: number];

/**
 * Evaluates offset + gain · colour, the model of size `from` enlarged bilinearly, at runs of pixels of the frame. It
 * goes line by line: whole enlarged planes would cost more in memory traffic than in arithmetic.
 */
function modelEvaluator({ gains, offset }: LocalLinearModel, from: RasterSize, frame: RgbImage) {
  const { widthPx, heightPx } = frame;
  const vertical = bilinearTaps(from.heightPx, heightPx);
  const horizontal = bilinearTaps(from.widthPx, widthPx);
  const line = () => new Float32Array(from.widthPx);
  const [offsetLine, gainLineL, gainLineA, gainLineB] = [line(), line(), line(), line()];
  const colours = new Float32Array(3 * widthPx);
  return {
    vertical,
    horizontal,
    /** Goes to line y of the frame. */
    enterLine(y: number): void {
      blendLines(offset, vertical, y, offsetLine);
      blendLines(gains[0], vertical, y, gainLineL);
      blendLines(gains[1], vertical, y, gainLineA);
      blendLines(gains[2], vertical, y, gainLineB);
    },
    /** Writes the soft mask of a run of pixels of line y, which was entered, into `soft`. */
    evaluate(y: number, [start, end]: Span, soft: Float32Array): void {
      const pixels = end - start;
      const { low, high, weight } = horizontal;
      const first = 3 * (y * widthPx + start);
      guideColours(frame.data.subarray(first, first + 3 * pixels), colours);
      for (let x = 0; x < pixels; x++) {
        const a = low[start + x]!;
        const b = high[start + x]!;
        const share = weight[start + x]!;
        const gainL = gainLineL[a]! + share * (gainLineL[b]! - gainLineL[a]!);
        const gainA = gainLineA[a]! + share * (gainLineA[b]! - gainLineA[a]!);
        const gainB = gainLineB[a]! + share * (gainLineB[b]! - gainLineB[a]!);
        soft[x] =
          offsetLine[a]! +
          share * (offsetLine[b]! - offsetLine[a]!) +
          gainL * colours[x]! +
          gainA * colours[pixels + x]! +
          gainB * colours[2 * pixels + x]!;
      }
    },
  };
}

function fitModel(
  coarse: FloatPlane,
  frame: RgbImage,
  guideSize: RasterSize,
  radiusPx?: number,
): LocalLinearModel {
  const target = resizePlaneBilinear(coarse, guideSize).data;
  return localLinearModel(resizeRgbArea(frame, guideSize), target, radiusPx);
}

/**
 * Brings a coarse soft mask (0..1, the patch grid's, say) to a frame's resolution along the frame's own edges: the
 * guided filter over L*a*b* (`localLinearModel`), whose local models are fitted at `guideSize` and applied at the
 * frame's size (He and Sun, "Fast guided filter", 2015).
 *
 * @returns a soft mask of the frame's size; mostly within 0..1, slightly beyond at strong edges.
 */
export function guidedUpsample(coarse: FloatPlane, frame: RgbImage, guideSize: RasterSize): FloatPlane {
  const { widthPx, heightPx } = frame;
  const model = modelEvaluator(fitModel(coarse, frame, guideSize), guideSize, frame);
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    model.enterLine(y);
    model.evaluate(y, [0, widthPx], data.subarray(y * widthPx, (y + 1) * widthPx));
  }
  return { widthPx, heightPx, data };
}

/** What a pixel of the guide says of all the colours that there are: background, foreground, or that it depends. */
const OUTSIDE = 0;
const INSIDE = 1;
const DEPENDS = 2;
/** Least and greatest L*, a* and b* of sRGB, divided by 100. */
const LAB_RANGE = [
  [0, 1],
  [-0.87, 0.99],
  [-1.09, 0.95],
] as const;
/** Far more than what rounding adds or takes away. */
const VERDICT_MARGIN = 1e-3;

/** Whether the model at each pixel of the guide stays on one side of one half, whatever the colour. */
function verdicts({ gains: [gainsL, gainsA, gainsB], offset }: LocalLinearModel): Uint8Array {
  const [[lowL, highL], [lowA, highA], [lowB, highB]] = LAB_RANGE;
  const all = new Uint8Array(offset.length);
  for (let i = 0; i < all.length; i++) {
    const l = gainsL[i]!;
    const a = gainsA[i]!;
    const b = gainsB[i]!;
    const least =
      offset[i]! +
      Math.min(l * lowL, l * highL) +
      Math.min(a * lowA, a * highA) +
      Math.min(b * lowB, b * highB);
    const most =
      offset[i]! +
      Math.max(l * lowL, l * highL) +
      Math.max(a * lowA, a * highA) +
      Math.max(b * lowB, b * highB);
    all[i] = most < HALF - VERDICT_MARGIN ? OUTSIDE : least > HALF + VERDICT_MARGIN ? INSIDE : DEPENDS;
  }
  return all;
}

/** The verdicts of two lines of the guide together: where they differ, it depends. */
function joinLines(all: Uint8Array, low: number, high: number, joined: Uint8Array): void {
  for (let x = 0; x < joined.length; x++)
    joined[x] = all[low + x] === all[high + x] ? all[low + x]! : DEPENDS;
}

/** Marks the pixels of a line of the frame that are foreground for certain; returns the runs for which it depends. */
function markCertain(verdict: Uint8Array, { low, high }: BilinearTaps, mask: Uint8Array): Span[] {
  const open: Span[] = [];
  let from = -1;
  for (let x = 0; x < mask.length; x++) {
    const left = verdict[low[x]!];
    const depends = left === DEPENDS || left !== verdict[high[x]!];
    if (!depends) mask[x] = left!;
    if (depends && from < 0) from = x;
    if (depends || from < 0) continue;
    open.push([from, x]);
    from = -1;
  }
  if (from >= 0) open.push([from, mask.length]);
  return open;
}

/**
 * The mask where `guidedUpsample` is above one half. The model between four pixels of the guide is a mean of theirs:
 * where these agree whatever the colour, which is nearly everywhere but at the object's edge, no pixel is evaluated.
 */
export function guidedMask(
  coarse: FloatPlane,
  frame: RgbImage,
  guideSize: RasterSize,
  radiusPx?: number,
): Mask {
  const { widthPx, heightPx } = frame;
  const fitted = fitModel(coarse, frame, guideSize, radiusPx);
  const model = modelEvaluator(fitted, guideSize, frame);
  const all = verdicts(fitted);
  const joined = new Uint8Array(guideSize.widthPx);
  const soft = new Float32Array(widthPx);
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const mask = data.subarray(y * widthPx, (y + 1) * widthPx);
    joinLines(all, model.vertical.low[y]! * joined.length, model.vertical.high[y]! * joined.length, joined);
    const open = markCertain(joined, model.horizontal, mask);
    if (open.length > 0) model.enterLine(y);
    for (const span of open) {
      model.evaluate(y, span, soft);
      for (let x = span[0]; x < span[1]; x++) mask[x] = Number(soft[x - span[0]]! > HALF);
    }
  }
  return { widthPx, heightPx, data };
}

/** A rectangle of the frame's pixels. */
interface Window extends RasterSize {
  readonly left: number;
  readonly top: number;
}

/** Fits the model of `guidedUpsample` once; the answer evaluates it over rectangles of the frame: [H, W] of those. */
export function createGuidedPrior(
  coarse: FloatPlane,
  frame: RgbImage,
  guideSize: RasterSize,
): (window: Window) => Float32Array {
  const model = modelEvaluator(fitModel(coarse, frame, guideSize), guideSize, frame);
  return ({ left, top, widthPx, heightPx }) => {
    const data = new Float32Array(widthPx * heightPx);
    for (let y = 0; y < heightPx; y++) {
      model.enterLine(top + y);
      model.evaluate(top + y, [left, left + widthPx], data.subarray(y * widthPx, (y + 1) * widthPx));
    }
    return data;
  };
}
