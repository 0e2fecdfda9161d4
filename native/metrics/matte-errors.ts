import { failedError } from '../base/errors.ts';
import type { FloatPlane } from '../raster/types.ts';

/** How far a matte is from the exact one (Rhemann et al., "A perceptually motivated online benchmark for image matting", 2009). */
export interface MatteErrors {
  /** Sum of absolute differences, in pixels of full alpha. */
  readonly sad: number;
  /** Mean squared difference over all pixels. */
  readonly mse: number;
  /** Sum of squared differences of the mattes' gradients (Gaussian derivatives of deviation 1.4). */
  readonly gradient: number;
  /** Sum of differences in how far each pixel hangs together with what both mattes hold for certain. */
  readonly connectivity: number;
}

const DEVIATION_PX = 1.4;
const RADIUS_PX = 4;
/** Step of the levels at which connectedness is looked at, and the difference from which it counts. */
const LEVEL_STEP = 0.1;
const CONNECTIVITY_THRESHOLD = 0.15;

const offsets = Array.from({ length: 2 * RADIUS_PX + 1 }, (_, k) => k - RADIUS_PX);
const normalised = (kernel: readonly number[]) => {
  const length = Math.hypot(...kernel);
  return kernel.map((value) => value / length);
};
const bell = normalised(offsets.map((x) => Math.exp(-(x * x) / (2 * DEVIATION_PX ** 2))));
const slope = normalised(offsets.map((x) => -x * Math.exp(-(x * x) / (2 * DEVIATION_PX ** 2))));

/** Convolves along x with `across` and along y with `down`, borders clamped. */
function convolved(
  { data, widthPx, heightPx }: FloatPlane,
  across: readonly number[],
  down: readonly number[],
) {
  const lines = new Float32Array(data.length);
  const result = new Float32Array(data.length);
  const at = (value: number, most: number) => Math.min(Math.max(value, 0), most - 1);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++)
      for (let k = 0; k < across.length; k++)
        lines[i]! += across[k]! * data[y * widthPx + at(x + k - RADIUS_PX, widthPx)]!;
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++)
      for (let k = 0; k < down.length; k++)
        result[i]! += down[k]! * lines[at(y + k - RADIUS_PX, heightPx) * widthPx + x]!;
  return result;
}

function steepness(plane: FloatPlane): Float32Array {
  const x = convolved(plane, slope, bell);
  const y = convolved(plane, bell, slope);
  return x.map((value, i) => Math.hypot(value, y[i]!));
}

/** The largest region, joined by sides, of pixels for which `inside` holds. */
function largestRegion(inside: Uint8Array, widthPx: number): Uint8Array {
  const seen = new Uint8Array(inside.length);
  let best: Int32Array = new Int32Array(0);
  const queue = new Int32Array(inside.length);
  for (let start = 0; start < inside.length; start++) {
    if (inside[start] === 0 || seen[start] !== 0) continue;
    let end = 0;
    queue[end++] = start;
    seen[start] = 1;
    for (let at = 0; at < end; at++) {
      const i = queue[at]!;
      const x = i % widthPx;
      for (const j of [x > 0 ? i - 1 : -1, x + 1 < widthPx ? i + 1 : -1, i - widthPx, i + widthPx])
        if (j >= 0 && j < inside.length && inside[j] !== 0 && seen[j] === 0) {
          seen[j] = 1;
          queue[end++] = j;
        }
    }
    if (end > best.length) best = queue.slice(0, end);
  }
  const region = new Uint8Array(inside.length);
  for (const i of best) region[i] = 1;
  return region;
}

function connectivityError(matte: FloatPlane, truth: FloatPlane): number {
  const level = new Float32Array(truth.data.length).fill(-1);
  const steps = Math.round(1 / LEVEL_STEP);
  for (let step = 1; step <= steps; step++) {
    const threshold = step * LEVEL_STEP;
    const both = truth.data.map((value, i) => Number(value >= threshold && matte.data[i]! >= threshold));
    const region = largestRegion(Uint8Array.from(both), truth.widthPx);
    for (let i = 0; i < level.length; i++)
      if (level[i] === -1 && region[i] === 0) level[i] = (step - 1) * LEVEL_STEP;
  }
  let error = 0;
  const held = (alpha: number, connected: number) => {
    const off = alpha - connected;
    return 1 - (off >= CONNECTIVITY_THRESHOLD ? off : 0);
  };
  for (let i = 0; i < level.length; i++) {
    const connected = level[i] === -1 ? 1 : level[i]!;
    error += Math.abs(held(truth.data[i]!, connected) - held(matte.data[i]!, connected));
  }
  return error;
}

/** The errors of a matte, 0..1, against the exact one. Throws where their sizes differ. */
export function matteErrors(matte: FloatPlane, truth: FloatPlane): MatteErrors {
  if (matte.widthPx !== truth.widthPx || matte.heightPx !== truth.heightPx)
    throw failedError(
      `A matte of ${matte.widthPx}x${matte.heightPx} pixels cannot be compared with one of ` +
        `${truth.widthPx}x${truth.heightPx}; bring both to one size.`,
      { stage: 'metrics' },
    );
  let sad = 0;
  let squares = 0;
  for (let i = 0; i < truth.data.length; i++) {
    const off = matte.data[i]! - truth.data[i]!;
    sad += Math.abs(off);
    squares += off * off;
  }
  const [ours, exact] = [steepness(matte), steepness(truth)];
  const gradient = ours.reduce((sum, value, i) => sum + (value - exact[i]!) ** 2, 0);
  return { sad, mse: squares / truth.data.length, gradient, connectivity: connectivityError(matte, truth) };
}
