import { rgbToLab } from '../raster/lab.ts';
import { resizePlaneBilinear, resizeRgbArea } from '../raster/resample.ts';
import type { FloatPlane, Mask, RasterSize, RgbImage } from '../raster/types.ts';

/** Half the side of the filter's window, in pixels of the guide. */
const RADIUS_PX = 6;
/** Colour variance (of L*a*b* / 100) below which a window counts as flat. */
const REGULARISATION = 1e-3;
const CHANNELS = 3;

/** Sums over (2 r + 1)² windows clipped at the border, divided by the window's size: separable, running sums. */
function boxMean(plane: Float32Array, { widthPx, heightPx }: RasterSize): Float32Array {
  const rows = new Float32Array(plane.length);
  for (let y = 0; y < heightPx; y++) {
    const start = y * widthPx;
    let sum = 0;
    for (let x = 0; x < Math.min(RADIUS_PX, widthPx); x++) sum += plane[start + x]!;
    for (let x = 0; x < widthPx; x++) {
      if (x + RADIUS_PX < widthPx) sum += plane[start + x + RADIUS_PX]!;
      if (x > RADIUS_PX) sum -= plane[start + x - RADIUS_PX - 1]!;
      rows[start + x] = sum / (Math.min(x + RADIUS_PX, widthPx - 1) - Math.max(x - RADIUS_PX, 0) + 1);
    }
  }
  const means = new Float32Array(plane.length);
  const sums = new Float64Array(widthPx);
  for (let y = 0; y < Math.min(RADIUS_PX, heightPx); y++) {
    for (let x = 0; x < widthPx; x++) sums[x]! += rows[y * widthPx + x]!;
  }
  for (let y = 0; y < heightPx; y++) {
    const entering = y + RADIUS_PX < heightPx ? (y + RADIUS_PX) * widthPx : -1;
    const leaving = y > RADIUS_PX ? (y - RADIUS_PX - 1) * widthPx : -1;
    const height = Math.min(y + RADIUS_PX, heightPx - 1) - Math.max(y - RADIUS_PX, 0) + 1;
    for (let x = 0; x < widthPx; x++) {
      if (entering >= 0) sums[x]! += rows[entering + x]!;
      if (leaving >= 0) sums[x]! -= rows[leaving + x]!;
      means[y * widthPx + x] = sums[x]! / height;
    }
  }
  return means;
}

function product(a: Float32Array, b: Float32Array): Float32Array {
  const products = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) products[i] = a[i]! * b[i]!;
  return products;
}

/** The local linear model target ≈ gain · guide + offset of one channel, averaged over the windows of each pixel. */
function localLinearModel(guide: Float32Array, target: Float32Array, size: RasterSize) {
  const guideMean = boxMean(guide, size);
  const targetMean = boxMean(target, size);
  const gain = boxMean(product(guide, target), size);
  const offset = boxMean(product(guide, guide), size);
  for (let i = 0; i < gain.length; i++) {
    const variance = offset[i]! - guideMean[i]! * guideMean[i]!;
    gain[i] = (gain[i]! - guideMean[i]! * targetMean[i]!) / (variance + REGULARISATION);
    offset[i] = targetMean[i]! - gain[i]! * guideMean[i]!;
  }
  return { gain: boxMean(gain, size), offset: boxMean(offset, size) };
}

/** L*a*b* divided by 100: the scale in which the regularisation is meant. */
function guideOf(image: RgbImage): Float32Array {
  const lab = rgbToLab(image);
  for (let i = 0; i < lab.length; i++) lab[i]! /= 100;
  return lab;
}

/**
 * Brings a coarse soft mask (0..1, the patch grid's, say) to a frame's resolution along the frame's own edges: the
 * fast guided filter (He and Sun, "Fast guided filter", 2015), whose local models are fitted at `guideSize` and
 * applied at the frame's size, one per L*a*b* channel, averaged.
 *
 * @returns a soft mask of the frame's size; mostly within 0..1, slightly beyond at strong edges.
 */
export function guidedUpsample(coarse: FloatPlane, frame: RgbImage, guideSize: RasterSize): FloatPlane {
  const target = resizePlaneBilinear(coarse, guideSize).data;
  const small = guideOf(resizeRgbArea(frame, guideSize));
  const guide = guideOf(frame);
  const smallPixels = target.length;
  const pixels = frame.widthPx * frame.heightPx;
  const offsets = new Float32Array(smallPixels);
  const enlarge = (data: Float32Array) => resizePlaneBilinear({ ...guideSize, data }, frame).data;
  const soft = new Float32Array(pixels);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const channelGuide = small.subarray(channel * smallPixels, (channel + 1) * smallPixels);
    const model = localLinearModel(channelGuide, target, guideSize);
    for (let i = 0; i < smallPixels; i++) offsets[i]! += model.offset[i]!;
    const gain = enlarge(model.gain);
    for (let i = 0; i < pixels; i++) soft[i]! += gain[i]! * guide[channel * pixels + i]!;
  }
  const offset = enlarge(offsets);
  for (let i = 0; i < pixels; i++) soft[i] = (soft[i]! + offset[i]!) / CHANNELS;
  return { widthPx: frame.widthPx, heightPx: frame.heightPx, data: soft };
}

/** The binary mask of a soft one: 1 above one half. */
export function binariseMask({ widthPx, heightPx, data }: FloatPlane): Mask {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < mask.length; i++) mask[i] = data[i]! > 0.5 ? 1 : 0;
  return { widthPx, heightPx, data: mask };
}
