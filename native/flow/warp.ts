import type { FloatPlane, FlowField } from '../raster/types.ts';

/**
 * Backward warp: result(p) = plane(p + flow(p)), bilinear; points outside the plane take the nearest border value.
 * The prediction for frame 1 is brought to frame 2 with the flow 2→1. The plane and the flow have one size.
 */
export function warpPlane(plane: FloatPlane, flow: FlowField): FloatPlane {
  const { widthPx, heightPx, data: from } = plane;
  const count = widthPx * heightPx;
  const data = new Float32Array(count);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const px = Math.min(Math.max(x + flow.data[i]!, 0), widthPx - 1);
      const py = Math.min(Math.max(y + flow.data[count + i]!, 0), heightPx - 1);
      const x0 = Math.floor(px);
      const y0 = Math.floor(py);
      const fx = px - x0;
      const right = x0 + 1 < widthPx ? 1 : 0;
      const a = y0 * widthPx + x0;
      const b = y0 + 1 < heightPx ? a + widthPx : a;
      const upper = from[a]! + fx * (from[a + right]! - from[a]!);
      const lower = from[b]! + fx * (from[b + right]! - from[b]!);
      data[i] = upper + (py - y0) * (lower - upper);
    }
  return { widthPx, heightPx, data };
}
