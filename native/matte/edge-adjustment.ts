import type { FloatPlane } from '../raster/types.ts';
import { boxSums } from '../raster/box-sums.ts';
import type { MatteOptions } from './matte-options.ts';

type EdgeOptions = Pick<MatteOptions, 'growPx' | 'featherPx' | 'edgeSoftness'>;

/** Deviation, in pixels, that an edge softness of 1 blurs by. */
const SOFTEST_PX = 4;

/** Grows (or, negative, shrinks) a matte by whole pixels and a fraction: steps of a cross and of a square in turn make an octagon. */
function grown({ data, widthPx, heightPx }: FloatPlane, growPx: number): Float32Array {
  const pick = growPx > 0 ? Math.max : Math.min;
  let plane = data;
  let left = Math.abs(growPx);
  for (let step = 0; left > 0; step++, left--) {
    const share = Math.min(left, 1);
    const next = new Float32Array(plane.length);
    const diagonal = step % 2 === 1;
    for (let y = 0, i = 0; y < heightPx; y++) {
      const up = y > 0 ? -widthPx : 0;
      const down = y + 1 < heightPx ? widthPx : 0;
      for (let x = 0; x < widthPx; x++, i++) {
        const before = x > 0 ? -1 : 0;
        const after = x + 1 < widthPx ? 1 : 0;
        let value = pick(plane[i]!, plane[i + up]!, plane[i + down]!, plane[i + before]!, plane[i + after]!);
        if (diagonal)
          value = pick(
            value,
            plane[i + up + before]!,
            plane[i + up + after]!,
            plane[i + down + before]!,
            plane[i + down + after]!,
          );
        next[i] = plane[i]! + share * (value - plane[i]!);
      }
    }
    plane = next;
  }
  return plane;
}

/** Three boxes one after another are close to a normal distribution of this deviation. */
function blurred(plane: Float32Array, widthPx: number, heightPx: number, deviationPx: number): Float32Array {
  const radius = Math.max(1, Math.round((Math.sqrt(4 * deviationPx * deviationPx + 1) - 1) / 2));
  const result = plane.slice();
  const count = new Float32Array(plane.length).fill(1);
  boxSums(count, widthPx, heightPx, radius, count);
  for (let pass = 0; pass < 3; pass++) {
    boxSums(result, widthPx, heightPx, radius, result);
    for (let i = 0; i < result.length; i++) result[i]! /= count[i]!;
  }
  return result;
}

/** Whether these settings leave a matte's edge as it was measured. */
export const leavesEdge = ({ growPx, featherPx, edgeSoftness }: EdgeOptions): boolean =>
  growPx === 0 && featherPx === 0 && edgeSoftness === 0.5;

/** Chokes or grows a matte, feathers it and makes its edge harder or softer; 0..1 stays 0..1. */
export function adjustEdge(matte: FloatPlane, { growPx, featherPx, edgeSoftness }: EdgeOptions): FloatPlane {
  const { widthPx, heightPx } = matte;
  let data = growPx === 0 ? matte.data : grown(matte, growPx);
  if (edgeSoftness < 0.5) {
    const gain = 0.5 / Math.max(edgeSoftness, 0.01);
    data = data.map((value) => Math.min(Math.max(0.5 + gain * (value - 0.5), 0), 1));
  }
  const softening = edgeSoftness > 0.5 ? SOFTEST_PX * (2 * edgeSoftness - 1) : 0;
  const deviation = Math.hypot(featherPx, softening);
  if (deviation > 0) data = blurred(data, widthPx, heightPx, deviation);
  return { widthPx, heightPx, data };
}
