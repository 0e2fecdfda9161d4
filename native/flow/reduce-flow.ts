import { resizePlaneArea } from '../raster/resample.ts';
import type { FlowField, RasterSize } from '../raster/types.ts';

/**
 * Flow at another size: the area average where it shrinks (bilinear where it grows), displacements scaled to pixels
 * of the new size.
 */
export function reduceFlow(flow: FlowField, size: RasterSize): FlowField {
  const { widthPx, heightPx } = size;
  const planePx = flow.widthPx * flow.heightPx;
  const data = new Float32Array(2 * widthPx * heightPx);
  const scales = [widthPx / flow.widthPx, heightPx / flow.heightPx];
  scales.forEach((scale, axis) => {
    const plane = { ...flow, data: flow.data.subarray(axis * planePx, (axis + 1) * planePx) };
    const resized = resizePlaneArea(plane, size).data;
    for (let i = 0; i < resized.length; i++) data[axis * resized.length + i] = scale * resized[i]!;
  });
  return { widthPx, heightPx, data };
}
