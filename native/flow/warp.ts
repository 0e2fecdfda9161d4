import { FlowPlace, sampleBilinear } from '../raster/along-flow.ts';
import type { FloatPlane, FlowField } from '../raster/types.ts';

/**
 * Backward warp: result(p) = plane(p + flow(p)), bilinear; points outside the plane take the nearest border value.
 * The prediction for frame 1 is brought to frame 2 with the flow 2→1. The plane and the flow have one size.
 */
export function warpPlane(plane: FloatPlane, flow: FlowField): FloatPlane {
  const { widthPx, heightPx, data: from } = plane;
  const data = new Float32Array(widthPx * heightPx);
  const place = new FlowPlace(flow);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      place.follow(x, y);
      data[i] = sampleBilinear(from, place.at, place.right, place.below, place.fx, place.fy);
    }
  return { widthPx, heightPx, data };
}
