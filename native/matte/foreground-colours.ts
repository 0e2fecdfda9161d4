import type { RgbImage } from '../raster/types.ts';
import { cropRgb, cropSamples, placeCore, tilesOf } from './tiles.ts';

/** How strongly neighbours share a colour: everywhere a little, more where alpha changes between them. */
const REGULARISATION = 1e-5;
const GRADIENT_WEIGHT = 1;
/** Sides, in pixels, up to which a level is gone through often. */
const SMALL_PX = 32;
const SMALL_ROUNDS = 10;
const ROUNDS = 2;
const MARGIN_PX = 32;

/** A level's colours of foreground and background, [H, W, 3] of 0..255 each. */
interface Layers {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly foreground: Float32Array;
  readonly background: Float32Array;
}

/** The nearest samples of a raster [H, W, channels] at another size. */
function nearest(
  data: Float32Array | Uint8Array,
  from: readonly [number, number],
  to: readonly [number, number],
  channels: number,
): Float32Array {
  const [width, height] = to;
  const result = new Float32Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.min(from[1] - 1, Math.floor(((y + 0.5) * from[1]) / height)) * from[0];
    for (let x = 0; x < width; x++) {
      const at = (row + Math.min(from[0] - 1, Math.floor(((x + 0.5) * from[0]) / width))) * channels;
      for (let c = 0; c < channels; c++) result[i++] = data[at + c]!;
    }
  }
  return result;
}

/** One pass over a level: each pixel's pair of colours that mixes to what is seen and is like its neighbours'. */
function relax(
  { widthPx, heightPx, foreground, background }: Layers,
  image: Float32Array,
  alpha: Float32Array,
): void {
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const a = alpha[i]!;
      const beside = [
        x > 0 ? i - 1 : i,
        x + 1 < widthPx ? i + 1 : i,
        y > 0 ? i - widthPx : i,
        y + 1 < heightPx ? i + widthPx : i,
      ];
      if (a > 0.996 || a < 0.004) {
        const known = a > 0.5 ? foreground : background;
        const other = a > 0.5 ? background : foreground;
        for (let c = 3 * i; c < 3 * i + 3; c++) {
          known[c] = image[c]!;
          const k = c - 3 * i;
          other[c] =
            (other[3 * beside[0]! + k]! +
              other[3 * beside[1]! + k]! +
              other[3 * beside[2]! + k]! +
              other[3 * beside[3]! + k]!) /
            4;
        }
        continue;
      }
      const rest = 1 - a;
      let own = 0;
      const weights = beside.map((j) => {
        const weight = REGULARISATION + GRADIENT_WEIGHT * Math.abs(a - alpha[j]!);
        own += weight;
        return weight;
      });
      const ff = a * a + own;
      const fb = a * rest;
      const bb = rest * rest + own;
      const scale = 1 / (ff * bb - fb * fb);
      for (let c = 0; c < 3; c++) {
        let f = a * image[3 * i + c]!;
        let b = rest * image[3 * i + c]!;
        for (let k = 0; k < 4; k++) {
          f += weights[k]! * foreground[3 * beside[k]! + c]!;
          b += weights[k]! * background[3 * beside[k]! + c]!;
        }
        foreground[3 * i + c] = Math.min(Math.max(scale * (bb * f - fb * b), 0), 255);
        background[3 * i + c] = Math.min(Math.max(scale * (ff * b - fb * f), 0), 255);
      }
    }
}

/** The mean colour where `weight` is above one half, or of all where it nowhere is. */
function meanColour(data: Uint8Array, weight: (i: number) => number): number[] {
  const sums = [0, 0, 0];
  let total = 0;
  for (let i = 0; 3 * i < data.length; i++) {
    const w = weight(i);
    if (w < 0.5) continue;
    total++;
    for (let c = 0; c < 3; c++) sums[c]! += data[3 * i + c]!;
  }
  return sums.map((sum) => (total === 0 ? 127 : sum / total));
}

/** The foreground's colours of a tile by levels of growing size. */
function tileColours({ widthPx, heightPx, data }: RgbImage, alpha: Float32Array): Float32Array {
  const levels = Math.ceil(Math.log2(Math.max(widthPx, heightPx)));
  let layers: Layers = {
    widthPx: 1,
    heightPx: 1,
    foreground: Float32Array.from(meanColour(data, (i) => alpha[i]!)),
    background: Float32Array.from(meanColour(data, (i) => 1 - alpha[i]!)),
  };
  for (let level = 0; level <= levels; level++) {
    const size = [widthPx, heightPx].map((side) => Math.max(1, Math.round(side ** (level / levels)))) as [
      number,
      number,
    ];
    const before = [layers.widthPx, layers.heightPx] as const;
    layers = {
      widthPx: size[0],
      heightPx: size[1],
      foreground: nearest(layers.foreground, before, size, 3),
      background: nearest(layers.background, before, size, 3),
    };
    const image = nearest(data, [widthPx, heightPx], size, 3);
    const shares = nearest(alpha, [widthPx, heightPx], size, 1);
    const rounds = Math.max(...size) <= SMALL_PX ? SMALL_ROUNDS : ROUNDS;
    for (let round = 0; round < rounds; round++) relax(layers, image, shares);
  }
  return layers.foreground;
}

/**
 * A frame with the foreground's own colours where its matte (0..1, [H, W]) is soft, estimated over levels of growing
 * size (Germer, Uelwer, Conrad and Harmeling, "Fast multi-level foreground estimation", 2020): a cutout made of it has
 * no rim of the old background. Far from the edge the frame's colours stay.
 */
export function foregroundColours(frame: RgbImage, matte: Float32Array): RgbImage {
  const { widthPx, heightPx } = frame;
  const data = frame.data.slice();
  for (const tile of tilesOf(frame, MARGIN_PX)) {
    const shares = cropSamples(matte, widthPx, tile.outer);
    if (!shares.some((alpha) => alpha > 0 && alpha < 1)) continue;
    const crop = cropRgb(frame, tile.outer);
    const colours = tileColours(crop, shares);
    const mixed = crop.data;
    for (let i = 0; i < shares.length; i++) {
      if (shares[i] === 1 || !isNearMatte(shares, i, tile.outer.widthPx)) continue;
      for (let c = 3 * i; c < 3 * i + 3; c++) mixed[c] = Math.round(colours[c]!);
    }
    placeCore(mixed, tile, data, widthPx, 3);
  }
  return { widthPx, heightPx, data };
}

/** Whether a pixel or one within two pixels has any alpha: what a tool's scaling mixes. */
function isNearMatte(shares: Float32Array, i: number, widthPx: number): boolean {
  if (shares[i]! > 0) return true;
  const x = i % widthPx;
  for (let dy = -2; dy <= 2; dy++)
    for (let dx = Math.max(-2, -x); dx <= Math.min(2, widthPx - 1 - x); dx++)
      if ((shares[i + dy * widthPx + dx] ?? 0) > 0) return true;
  return false;
}
