import { rgbToLab } from '../raster/lab.ts';
import { resizePlaneBilinear, resizeRgbArea } from '../raster/resample.ts';
import type { FloatPlane, Mask, RasterSize, RgbImage } from '../raster/types.ts';

/** Half the side of the filter's window, in pixels of the guide. */
const RADIUS_PX = 12;
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

const product = (a: Float32Array, b: Float32Array) => a.map((value, i) => value * b[i]!);

/** The local linear model target ≈ gain · guide + offset of one channel, averaged over the windows of each pixel. */
function localLinearModel(guide: Float32Array, target: Float32Array, size: RasterSize) {
  const guideMean = boxMean(guide, size);
  const targetMean = boxMean(target, size);
  const joint = boxMean(product(guide, target), size);
  const square = boxMean(product(guide, guide), size);
  const gain = joint.map((mean, i) => {
    const variance = square[i]! - guideMean[i]! * guideMean[i]!;
    return (mean - guideMean[i]! * targetMean[i]!) / (variance + REGULARISATION);
  });
  const offset = targetMean.map((mean, i) => mean - gain[i]! * guideMean[i]!);
  return { gain: boxMean(gain, size), offset: boxMean(offset, size) };
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
  const small = rgbToLab(resizeRgbArea(frame, guideSize)).map((value) => value / 100);
  const lab = rgbToLab(frame);
  const smallPixels = guideSize.widthPx * guideSize.heightPx;
  const pixels = frame.widthPx * frame.heightPx;
  const soft = new Float32Array(pixels);
  const enlarge = (data: Float32Array) => resizePlaneBilinear({ ...guideSize, data }, frame).data;
  for (let channel = 0; channel < CHANNELS; channel++) {
    const guide = small.subarray(channel * smallPixels, (channel + 1) * smallPixels);
    const model = localLinearModel(guide, target, guideSize);
    const gain = enlarge(model.gain);
    const offset = enlarge(model.offset);
    for (let i = 0; i < pixels; i++) {
      soft[i]! += (gain[i]! * (lab[channel * pixels + i]! / 100) + offset[i]!) / CHANNELS;
    }
  }
  return { widthPx: frame.widthPx, heightPx: frame.heightPx, data: soft };
}

/** The binary mask of a soft one: 1 above one half. */
export function binariseMask({ widthPx, heightPx, data }: FloatPlane): Mask {
  return { widthPx, heightPx, data: Uint8Array.from(data, (value) => (value > 0.5 ? 1 : 0)) };
}
