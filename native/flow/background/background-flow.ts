import { FlowPlace, sampleBilinear } from '../../raster/along-flow.ts';
import type { FloatPlane, FlowField } from '../../raster/types.ts';

/** A raster with a weight for each of its values: what is unknown weighs 0. */
interface Weighted {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly weight: Float32Array;
}

/** Half the size: means of what is known of two by two. */
function pulled({ widthPx, heightPx, u, v, weight }: Weighted): Weighted {
  const [w, h] = [Math.ceil(widthPx / 2), Math.ceil(heightPx / 2)];
  const half = {
    widthPx: w,
    heightPx: h,
    u: new Float32Array(w * h),
    v: new Float32Array(w * h),
    weight: new Float32Array(w * h),
  };
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const at = (y >> 1) * w + (x >> 1);
      half.u[at]! += weight[i]! * u[i]!;
      half.v[at]! += weight[i]! * v[i]!;
      half.weight[at]! += weight[i]!;
    }
  for (let at = 0; at < w * h; at++) {
    const sum = half.weight[at]!;
    if (sum === 0) continue;
    half.u[at]! /= sum;
    half.v[at]! /= sum;
    half.weight[at] = Math.min(sum, 1);
  }
  return half;
}

/** Fills what is unknown from the next coarser raster, bilinear. */
function push({ widthPx, heightPx, u, v, weight }: Weighted, coarse: Weighted): void {
  const [cw, ch] = [coarse.widthPx, coarse.heightPx];
  for (let y = 0, i = 0; y < heightPx; y++) {
    const py = Math.min(Math.max((y + 0.5) / 2 - 0.5, 0), ch - 1);
    const y0 = Math.floor(py);
    const below = y0 + 1 < ch ? cw : 0;
    for (let x = 0; x < widthPx; x++, i++) {
      const share = weight[i]!;
      if (share >= 1) continue;
      const px = Math.min(Math.max((x + 0.5) / 2 - 0.5, 0), cw - 1);
      const x0 = Math.floor(px);
      const at = y0 * cw + x0;
      const right = x0 + 1 < cw ? 1 : 0;
      const [fx, fy] = [px - x0, py - y0];
      u[i] = share * u[i]! + (1 - share) * sampleBilinear(coarse.u, at, right, below, fx, fy);
      v[i] = share * v[i]! + (1 - share) * sampleBilinear(coarse.v, at, right, below, fx, fy);
    }
  }
}

function fill(raster: Weighted): void {
  if (raster.widthPx === 1 && raster.heightPx === 1) return;
  const coarse = pulled(raster);
  fill(coarse);
  push(raster, coarse);
}

/**
 * The flow of the background everywhere: as it is where the background is seen, behind the foreground as around it (pull
 * and push over halved rasters, Gortler et al., "The lumigraph", 1996, section 3.6.1).
 *
 * @param background how far each pixel is background, [H, W] of 0..1, of the flow's size.
 */
export function backgroundFlow({ widthPx, heightPx, data }: FlowField, background: FloatPlane): FlowField {
  const plane = widthPx * heightPx;
  const filled = data.slice();
  fill({
    widthPx,
    heightPx,
    u: filled.subarray(0, plane),
    v: filled.subarray(plane),
    weight: background.data.slice(),
  });
  return { widthPx, heightPx, data: filled };
}

/** The flow from a to c of the flows from a to b and from b to c. */
export function composedFlow(first: FlowField, second: FlowField): FlowField {
  const { widthPx, heightPx } = first;
  const plane = widthPx * heightPx;
  const data = new Float32Array(2 * plane);
  const u = second.data.subarray(0, plane);
  const v = second.data.subarray(plane);
  const place = new FlowPlace(first);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      place.follow(x, y);
      const { at, right, below, fx, fy } = place;
      data[i] = first.data[i]! + sampleBilinear(u, at, right, below, fx, fy);
      data[plane + i] = first.data[plane + i]! + sampleBilinear(v, at, right, below, fx, fy);
    }
  return { widthPx, heightPx, data };
}
