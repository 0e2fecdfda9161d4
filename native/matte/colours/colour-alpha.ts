import type { RgbImage } from '../../raster/types.ts';
import { markedPlaces, zoneAround } from '../edge-zone.ts';
import { nearestSource } from '../nearest-source.ts';
import type { Rect } from '../tiles.ts';
import { BACKGROUND, FOREGROUND, UNKNOWN } from '../unknown-band.ts';

/** What the colours say of each pixel: its alpha, 0..1, and how far that can be trusted, 0..1; [H, W] each. */
export interface ColourAlpha {
  readonly alpha: Float32Array;
  readonly trust: Float32Array;
}

/** Deviation of a pixel's colour, of 0..255, from what its foreground and background mix to. */
const NOISE = 9;
/** How much it costs a pair of colours to contradict the soft mask wholly. */
const PRIOR_COST = 3;
/** Distance of two colours, of 0..255, from which a mixture of them can be told apart. */
const TELLING_DISTANCE = 30;
/** Where neighbours' nearest colours are tried too, across and down, in steps. */
const PLACES_X = [0, 1, -1, 0, 0] as const;
const PLACES_Y = [0, 0, 0, 1, -1] as const;
const MOST = PLACES_X.length;
/** How far, in steps, around an unknown pixel the nearest colours are looked for. */
const ZONE_STEPS = 8;

/** The mean colours of 3 x 3 windows inside one kind of pixels, for the pixels that are asked for. */
function meanColour(
  { data, widthPx, heightPx }: RgbImage,
  band: Uint8Array,
  at: number,
  kind: number,
  out: Float32Array,
  to: number,
): void {
  const x = at % widthPx;
  const y = Math.floor(at / widthPx);
  let [r, g, b, count] = [0, 0, 0, 0];
  for (let py = Math.max(0, y - 1); py <= Math.min(y + 1, heightPx - 1); py++)
    for (let px = Math.max(0, x - 1); px <= Math.min(x + 1, widthPx - 1); px++) {
      const i = py * widthPx + px;
      if (band[i] !== kind) continue;
      r += data[3 * i]!;
      g += data[3 * i + 1]!;
      b += data[3 * i + 2]!;
      count++;
    }
  out[to] = r / count;
  out[to + 1] = g / count;
  out[to + 2] = b / count;
}

/**
 * Alpha in the unknown band from the colours on both sides (after Gastal and Oliveira, "Shared sampling for real-time
 * alpha matting", 2010): each pixel tries the nearest certain foreground and background colours, its own and those of
 * places around it, and takes the pair that mixes to its colour best without contradicting the soft mask `prior`.
 * Outside the band alpha is 0 or 1 and fully trusted; outside the rectangle `within` both are 0.
 */
export function colourAlpha(
  frame: RgbImage,
  band: Uint8Array,
  prior: Float32Array,
  stepPx: number,
  within: Rect,
): ColourAlpha {
  const { widthPx, heightPx, data } = frame;
  const [right, bottom] = [within.left + within.widthPx, within.top + within.heightPx];
  const unknown = new Uint8Array(band.length);
  for (let y = within.top; y < bottom; y++)
    for (let i = y * widthPx + within.left; i < y * widthPx + right; i++)
      unknown[i] = Number(band[i] === UNKNOWN);
  const zone = zoneAround(markedPlaces(unknown), frame, ZONE_STEPS * stepPx);
  const nearestF = nearestSource(band, FOREGROUND, frame, zone);
  const nearestB = nearestSource(band, BACKGROUND, frame, zone);
  const alpha = new Float32Array(band.length);
  const trust = new Float32Array(band.length);
  const [foregrounds, backgrounds] = [new Float32Array(3 * MOST), new Float32Array(3 * MOST)];
  const gather = (nearest: Int32Array, x: number, y: number, kind: number, out: Float32Array) => {
    let count = 0;
    let last = -1;
    for (let k = 0; k < MOST; k++) {
      const px = Math.min(Math.max(x + PLACES_X[k]! * stepPx, 0), widthPx - 1);
      const py = Math.min(Math.max(y + PLACES_Y[k]! * stepPx, 0), heightPx - 1);
      const at = nearest[py * widthPx + px]!;
      if (at < 0 || at === last) continue;
      last = at;
      meanColour(frame, band, at, kind, out, 3 * count);
      count++;
    }
    return count;
  };
  /** Measures an unknown pixel. */
  const measure = (i: number): void => {
    const x = i % widthPx;
    const y = (i - x) / widthPx;
    const countF = gather(nearestF, x, y, FOREGROUND, foregrounds);
    const countB = gather(nearestB, x, y, BACKGROUND, backgrounds);
    const before = Math.min(Math.max(prior[i]!, 0), 1);
    alpha[i] = before;
    trust[i] = 0;
    let least = Infinity;
    const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
    for (let f = 0; f < 3 * countF; f += 3)
      for (let k = 0; k < 3 * countB; k += 3) {
        const br = backgrounds[k]!;
        const bg = backgrounds[k + 1]!;
        const bb = backgrounds[k + 2]!;
        const dr = foregrounds[f]! - br;
        const dg = foregrounds[f + 1]! - bg;
        const db = foregrounds[f + 2]! - bb;
        const apart = dr * dr + dg * dg + db * db;
        const along = ((r - br) * dr + (g - bg) * dg + (b - bb) * db) / (apart + 1);
        const share = Math.min(Math.max(along, 0), 1);
        const [er, eg, eb] = [r - br - share * dr, g - bg - share * dg, b - bb - share * db];
        const misfit = (er * er + eg * eg + eb * eb) / (NOISE * NOISE);
        const off = share - before;
        const cost = misfit + PRIOR_COST * off * off;
        if (cost >= least) continue;
        least = cost;
        alpha[i] = share;
        trust[i] = (Math.exp(-misfit / 6) * apart) / (apart + TELLING_DISTANCE * TELLING_DISTANCE);
      }
  };
  for (let y = within.top; y < bottom; y++)
    for (let i = y * widthPx + within.left; i < y * widthPx + right; i++)
      if (unknown[i] !== 0) measure(i);
      else {
        alpha[i] = band[i]!;
        trust[i] = 1;
      }
  return { alpha, trust };
}
