import type { RasterSize } from '../../raster/types.ts';
import type { Zone } from '../edge-zone.ts';

/** How strongly neighbours share a colour: everywhere a little, more where alpha changes between them. */
const REGULARISATION = 1e-5;
const GRADIENT_WEIGHT = 1;

/** A level's colours of foreground and background, [H, W, 3] of 0..255 each. */
export interface Layers extends RasterSize {
  readonly foreground: Float32Array;
  readonly background: Float32Array;
}

/** The mean colour of foreground and background, each where it has at least half the say; gray where it nowhere has. */
export function meanColours(
  data: Uint8Array,
  alpha: Float32Array,
): { readonly foreground: Float32Array; readonly background: Float32Array } {
  const sums = [new Float64Array(3), new Float64Array(3)] as const;
  const counts = [0, 0];
  const add = (kind: 0 | 1, i: number) => {
    counts[kind]!++;
    const sum = sums[kind];
    sum[0]! += data[3 * i]!;
    sum[1]! += data[3 * i + 1]!;
    sum[2]! += data[3 * i + 2]!;
  };
  for (let i = 0; i < alpha.length; i++) {
    if (1 - alpha[i]! >= 0.5) add(0, i);
    if (alpha[i]! >= 0.5) add(1, i);
  }
  const mean = (kind: 0 | 1) =>
    Float32Array.from(sums[kind], (sum) => (counts[kind] === 0 ? 127 : sum / counts[kind]!));
  return { background: mean(0), foreground: mean(1) };
}

const clamp = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value);

/** One pass over a zone of a level: each pixel's pair of colours that mixes to what is seen and is like its neighbours'. */
export function relax(
  { widthPx, heightPx, foreground, background }: Layers,
  image: Float32Array,
  alpha: Float32Array,
  zone: Zone,
): void {
  for (let k = 0; k < zone.length; k += 2) {
    const y = Math.floor(zone[k]! / widthPx);
    const row = y * widthPx;
    for (let i = zone[k]!; i < zone[k + 1]!; i++) {
      const a = alpha[i]!;
      const left = i > row ? i - 1 : i;
      const right = i + 1 < row + widthPx ? i + 1 : i;
      const up = y > 0 ? i - widthPx : i;
      const down = y + 1 < heightPx ? i + widthPx : i;
      if (a > 0.996 || a < 0.004) {
        const known = a > 0.5 ? foreground : background;
        const other = a > 0.5 ? background : foreground;
        for (let c = 0; c < 3; c++) {
          known[3 * i + c] = image[3 * i + c]!;
          other[3 * i + c] =
            (other[3 * left + c]! + other[3 * right + c]! + other[3 * up + c]! + other[3 * down + c]!) / 4;
        }
        continue;
      }
      const rest = 1 - a;
      const toLeft = REGULARISATION + GRADIENT_WEIGHT * Math.abs(a - alpha[left]!);
      const toRight = REGULARISATION + GRADIENT_WEIGHT * Math.abs(a - alpha[right]!);
      const toUp = REGULARISATION + GRADIENT_WEIGHT * Math.abs(a - alpha[up]!);
      const toDown = REGULARISATION + GRADIENT_WEIGHT * Math.abs(a - alpha[down]!);
      const own = toLeft + toRight + toUp + toDown;
      const ff = a * a + own;
      const fb = a * rest;
      const bb = rest * rest + own;
      const scale = 1 / (ff * bb - fb * fb);
      for (let c = 0; c < 3; c++) {
        const seen = image[3 * i + c]!;
        const f =
          a * seen +
          toLeft * foreground[3 * left + c]! +
          toRight * foreground[3 * right + c]! +
          toUp * foreground[3 * up + c]! +
          toDown * foreground[3 * down + c]!;
        const b =
          rest * seen +
          toLeft * background[3 * left + c]! +
          toRight * background[3 * right + c]! +
          toUp * background[3 * up + c]! +
          toDown * background[3 * down + c]!;
        foreground[3 * i + c] = clamp(scale * (bb * f - fb * b));
        background[3 * i + c] = clamp(scale * (ff * b - fb * f));
      }
    }
  }
}
