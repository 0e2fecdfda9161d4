import type { FlowField, Mask } from '../raster/types.ts';
import { warpPlane } from './warp.ts';

/**
 * Where the flows a→b and b→a agree: 1 where |f + b(p + f)|² < 0.01 (|f|² + |b(p + f)|²) + 0.5 (Sundaram et al.,
 * ECCV 2010) and p + f lies inside the picture, else 0, on the raster of a.
 */
export function forwardBackwardConsistency(forward: FlowField, backward: FlowField): Mask {
  const { widthPx, heightPx } = forward;
  const count = widthPx * heightPx;
  const back = [0, 1].map((axis) => {
    const plane = backward.data.subarray(axis * count, (axis + 1) * count);
    return warpPlane({ widthPx, heightPx, data: plane }, forward).data;
  });
  const [backU, backV] = [back[0]!, back[1]!];
  const data = new Uint8Array(count);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const u = forward.data[i]!;
      const v = forward.data[count + i]!;
      const inside = x + u >= 0 && x + u <= widthPx - 1 && y + v >= 0 && y + v <= heightPx - 1;
      const length = u * u + v * v + backU[i]! ** 2 + backV[i]! ** 2;
      const gap = (u + backU[i]!) ** 2 + (v + backV[i]!) ** 2;
      data[i] = inside && gap < 0.01 * length + 0.5 ? 1 : 0;
    }
  return { widthPx, heightPx, data };
}
