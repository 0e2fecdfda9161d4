import type { FlowField } from '../../native/raster/types.ts';

/** Mean Euclidean distance of two flow fields in pixels, leaving out `marginPx` at the border. */
export function meanEndPointError(flow: FlowField, truth: FlowField, marginPx = 0): number {
  const { widthPx, heightPx } = flow;
  const count = widthPx * heightPx;
  let [sum, pixels] = [0, 0];
  for (let y = marginPx; y < heightPx - marginPx; y++)
    for (let x = marginPx; x < widthPx - marginPx; x++, pixels++) {
      const i = y * widthPx + x;
      const du = flow.data[i]! - truth.data[i]!;
      const dv = flow.data[count + i]! - truth.data[count + i]!;
      sum += Math.hypot(du, dv);
    }
  return sum / pixels;
}

/** The same displacement everywhere. */
export function constantFlow(widthPx: number, heightPx: number, u: number, v: number): FlowField {
  const data = new Float32Array(2 * widthPx * heightPx);
  data.fill(u, 0, widthPx * heightPx).fill(v, widthPx * heightPx);
  return { widthPx, heightPx, data };
}
