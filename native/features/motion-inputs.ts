import type { RasterSize } from '../raster/types.ts';
import { dominantMotion, residualFlow, usualSpeed } from './camera-motion.ts';
import { type KnownMotion, lengths, type OffsetFlow } from './embedded-motion.ts';

/** Planes that the motion network sees of a frame. Colours beside them gained nothing. */
export const motionPlanes = 12;

/** Speeds are compared with this one, in pixels a frame at 240 pixels' width: what flow can tell from rest. */
const FINE_AT_240 = 0.05;
/** Whole pixels, for what the camera does. */
const COARSE_AT_240 = 1;

/** sign(x) log(1 + |x|): as fine near rest as coarse far from it. */
const signedLog = (x: number): number => (x < 0 ? -Math.log1p(-x) : Math.log1p(x));

/** Components of the velocity per frame by offset: planes [2, H, W]. */
interface Velocity {
  readonly offset: number;
  readonly data: Float32Array;
}

/** The median of each element over one to four arrays; of two or four, the mean of the middle ones. */
function medianOf(arrays: readonly Float32Array[]): Float32Array {
  const [a, b, c, d] = arrays as [Float32Array, Float32Array?, Float32Array?, Float32Array?];
  if (b === undefined) return a;
  if (c === undefined) return a.map((value, i) => (value + b[i]!) / 2);
  const out = new Float32Array(a.length);
  for (let i = 0; i < out.length; i++) {
    const [w, x, y] = [a[i]!, b[i]!, c[i]!];
    const low = Math.min(w, x, y);
    const high = Math.max(w, x, y);
    if (d === undefined) {
      out[i] = w + x + y - low - high;
      continue;
    }
    const z = d[i]!;
    out[i] = (w + x + y + z - Math.min(low, z) - Math.max(high, z)) / 2;
  }
  return out;
}

/** The velocity to the nearest neighbour on one side, else that to any. */
function nearestOn(side: 1 | -1, velocities: readonly Velocity[], otherwise: Float32Array): Float32Array {
  const onSide = velocities.filter(({ offset }) => offset * side > 0);
  const nearest = onSide.sort((p, q) => Math.abs(p.offset) - Math.abs(q.offset))[0];
  return nearest?.data ?? otherwise;
}

/** How far the velocities of one point differ over time: large in water, at occlusions and where flow errs. */
function spreadOf(velocities: readonly Velocity[], middle: Float32Array): Float32Array {
  return medianOf(
    velocities.map(({ data }) => {
      const apart = new Float32Array(data.length);
      for (let i = 0; i < data.length; i++) apart[i] = data[i]! - middle[i]!;
      return lengths(apart);
    }),
  );
}

/** Puts a transform of each element of `values` to `out`, from plane `at` on. */
function write(
  out: Float32Array,
  at: number,
  plane: number,
  values: Float32Array,
  of: (x: number) => number,
): void {
  for (let i = 0; i < values.length; i++) out[at * plane + i] = of(values[i]!);
}

/**
 * The planes of motion of a frame [12, H, W]: the velocity against the camera (median over the neighbours, then to
 * either side), the salience of its speed, its spread over time, and the velocity in the picture. Zero without any flow.
 *
 * @param known the camera's part of each flow, and the speed of what rests, where they are known already.
 */
export function motionInputs(
  flows: readonly OffsetFlow[],
  size: RasterSize,
  known: Partial<KnownMotion> = {},
): Float32Array {
  const plane = size.widthPx * size.heightPx;
  const out = new Float32Array(motionPlanes * plane);
  if (flows.length === 0) return out;
  const motions = known.motions ?? flows.map(({ flow }) => dominantMotion(flow));
  const perFrame = (data: Float32Array, offset: number) => data.map((value) => value / offset);
  const raw = medianOf(flows.map(({ flow, offset }) => perFrame(flow.data, offset)));
  const residuals = flows.map(({ flow, offset }, k) => ({
    offset,
    data: perFrame(residualFlow(flow, motions[k]).data, offset),
  }));
  const velocity = medianOf(residuals.map(({ data }) => data));
  const speed = lengths(velocity);
  const noise = known.resting ?? usualSpeed(speed, size);
  const fine = (FINE_AT_240 * size.widthPx) / 240;
  const coarse = (COARSE_AT_240 * size.widthPx) / 240;
  const scale = 2 * noise + fine;
  const scaled = (x: number) => signedLog(x / scale);
  write(out, 0, plane, velocity, scaled);
  write(out, 2, plane, nearestOn(1, residuals, velocity), scaled);
  write(out, 4, plane, nearestOn(-1, residuals, velocity), scaled);
  write(out, 6, plane, speed, (x) => Math.log1p(x / (6 * noise + fine)));
  write(out, 7, plane, spreadOf(residuals, velocity), scaled);
  write(out, 8, plane, raw, (x) => signedLog(x / coarse));
  write(out, 10, plane, speed, (x) => Math.log1p(x / fine) / 2);
  out.fill(Math.log1p(noise / fine), 11 * plane);
  return out;
}
