import type { RasterSize } from '../raster/types.ts';
import { SeededRandom } from '../base/seeded-random.ts';
import { type Draws, drawsOf } from './draws.ts';

/** What a camera and a codec do to a scene's frames. */
export interface Degradation {
  readonly seed: number;
  /** Deviation of the noise, of 0..255. */
  readonly noise: number;
  /** Deviation of the exposure's changes from frame to frame. */
  readonly exposure: number;
  /** Whether the lens is a little out of focus. */
  readonly blurred: boolean;
  /** The step to which the codec rounds the transformed blocks; 0 leaves them exact. */
  readonly blockStep: number;
}

/** Draws a film's faults. */
export const drawDegradation = (draws: Draws): Degradation => ({
  seed: draws.seed(),
  noise: draws.chance(0.8) ? draws.scale(0.5, 5) : 0,
  exposure: draws.chance(0.3) ? draws.scale(0.003, 0.04) : 0,
  blurred: draws.chance(0.4),
  blockStep: draws.chance(0.6) ? draws.scale(6, 30) : 0,
});

const NOISE_TABLE = 1 << 16;
const noiseTable = (() => {
  const random = new SeededRandom(11);
  return Float32Array.from({ length: NOISE_TABLE }, () => random.normal());
})();

/** A box of 3 × 3 pixels over an [H, W, 3] picture, in place; the border stays. */
function blur(rgb: Float32Array, { widthPx, heightPx }: RasterSize): void {
  const row = 3 * widthPx;
  const average = (step: number, from: number, to: number) => {
    const before = rgb.slice();
    for (let i = from; i < to; i++) rgb[i] = (before[i - step]! + before[i]! + before[i + step]!) / 3;
  };
  average(3, 3, row * heightPx - 3);
  average(row, row, row * (heightPx - 1));
}

/** The rows of the 8-point DCT-II, orthonormal: [8, 8]. */
const cosines = Float32Array.from({ length: 64 }, (_, i) => {
  const k = i >> 3;
  return Math.sqrt((k === 0 ? 1 : 2) / 8) * Math.cos(((2 * (i & 7) + 1) * k * Math.PI) / 16);
});

/** a · b, or aᵀ · b, of 8 × 8 matrices. */
function product(a: Float32Array, b: Float32Array, transposed: boolean, out: Float32Array): void {
  for (let r = 0; r < 8; r++)
    for (let c = 0; c < 8; c++) {
      let sum = 0;
      for (let k = 0; k < 8; k++) sum += a[transposed ? 8 * k + r : 8 * r + k]! * b[8 * k + c]!;
      out[8 * r + c] = sum;
    }
}

const block = new Float32Array(64);
const half = new Float32Array(64);
const turned = new Float32Array(64);

function transpose(from: Float32Array, to: Float32Array): void {
  for (let i = 0; i < 64; i++) to[((i & 7) << 3) | (i >> 3)] = from[i]!;
}

/** Rounds the luminance's 8 × 8 blocks in the cosine domain, coarser at high frequencies, as JPEG and its kin do. */
function roundBlocks(rgb: Float32Array, { widthPx, heightPx }: RasterSize, step: number): void {
  for (let top = 0; top + 8 <= heightPx; top += 8)
    for (let left = 0; left + 8 <= widthPx; left += 8) {
      const at = (i: number) => 3 * ((top + (i >> 3)) * widthPx + left + (i & 7));
      for (let i = 0; i < 64; i++) {
        const p = at(i);
        block[i] = 0.299 * rgb[p]! + 0.587 * rgb[p + 1]! + 0.114 * rgb[p + 2]!;
      }
      product(cosines, block, false, half);
      transpose(half, turned);
      product(cosines, turned, false, half);
      for (let i = 0; i < 64; i++) {
        const unit = step * (0.4 + 0.2 * ((i >> 3) + (i & 7)));
        half[i] = Math.round(half[i]! / unit) * unit;
      }
      product(cosines, half, true, turned);
      transpose(turned, half);
      product(cosines, half, true, turned);
      for (let i = 0; i < 64; i++) {
        const p = at(i);
        const change = turned[i]! - block[i]!;
        for (let c = 0; c < 3; c++) rgb[p + c]! += change;
      }
    }
}

/** Spoils a frame [H, W, 3] in place; `frame` is its number in the scene. */
export function degrade(rgb: Float32Array, size: RasterSize, frame: number, degradation: Degradation): void {
  const { seed, noise, exposure, blurred, blockStep } = degradation;
  const draws = drawsOf(new SeededRandom(seed + 7919 * frame));
  const gain = 1 + draws.normal(exposure);
  if (blurred) blur(rgb, size);
  let at = draws.count(0, NOISE_TABLE - 1);
  // Jumps by a random odd step now and then, so that no pattern of the table shows.
  for (let i = 0; i < rgb.length; i++) {
    if ((i & 1023) === 0) at = draws.count(0, NOISE_TABLE - 1);
    rgb[i] = rgb[i]! * gain + noise * noiseTable[at++ & (NOISE_TABLE - 1)]!;
  }
  if (blockStep > 0) roundBlocks(rgb, size, blockStep);
}
