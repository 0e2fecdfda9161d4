import { boxMeans } from '../../raster/box-sums.ts';
import { pixelsToLab } from '../../raster/lab.ts';
import { resizePlaneArea, resizePlaneBilinear } from '../../raster/resample.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../../raster/types.ts';
import {
  type BackgroundPlate,
  backgroundPlate,
  type BackgroundView,
  type PlateWindow,
  SEEN_BELOW,
} from './background-plate.ts';
import { grownForeground } from './grown-foreground.ts';

/** Raised when soft masks are separated differently, so that older masks no longer count. */
export const separationVersion = 2;

/** Lightness counts less than the hue. */
const LIGHTNESS_WEIGHT = 0.7;
/** A shadow leaves at least so much of the background's light, */
const DARKEST_SHADOW = 0.7;
/** and a deep one, into which nothing grows, so much. */
const DEEPEST_SHADOW = 0.3;
/** What a step of CIE Lab is in RGB, about. */
const RGB_PER_LAB = 2;
/** The background around tells, within so many pixels, by how much flow and plate are wrong. */
const AROUND_PX = 20;
/** Differences in CIE Lab as small as this are nothing. */
const NOISE_FLOOR = 2;
/** The excess at which a difference speaks for neither side, and how far from there it speaks fully. */
const UNDECIDED = 2;
const DECIDED_BY = 1.5;
/** How much a plate may take from a soft mask, and add to it: another object's smoke is no background either. */
const TAKES = 1;
const ADDS = 0.5;
/** It speaks where the soft mask is uncertain, in pixels of the flow about its edge, and less where it is certain. */
const EDGE_PX = 4;
const CERTAIN_WEIGHT = 0.2;
/** What is certain, as a soft mask's share. */
const CERTAIN = 0.85;
/** By how much more the evidence within must speak for the foreground than that outside before a plate is believed, and wholly. */
const BELIEVED_FROM = 0.5;
const BELIEVED_BY = 1;
/** So many places of either side must be known for that. */
const LEAST_KNOWN = 20;

/** A frame and what separates it. */
export interface SeparationInput {
  /** At the working resolution. */
  readonly frame: RgbImage;
  /** The soft mask, 0..1, of the flow's size. */
  readonly soft: FloatPlane;
  readonly views: readonly BackgroundView[];
}

/** How far each place is, or may be, foreground: the soft mask, spread by a few pixels. [H, W] of 0..1. */
export function spreadForeground({ widthPx, heightPx, data }: FloatPlane): FloatPlane {
  const spread = boxMeans(boxMeans(data, widthPx, heightPx, 2), widthPx, heightPx, 2);
  return { widthPx, heightPx, data: spread.map((share) => Math.min(3 * share, 1)) };
}

/** The rectangle around what may be foreground and its surroundings; null where nothing is. */
function windowOf(spread: FloatPlane, size: RasterSize): PlateWindow | null {
  let [left, top, right, bottom] = [spread.widthPx, spread.heightPx, -1, -1];
  for (let y = 0, i = 0; y < spread.heightPx; y++)
    for (let x = 0; x < spread.widthPx; x++, i++) {
      if (spread.data[i]! <= SEEN_BELOW) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < 0) return null;
  const from = (at: number, scale: number) => Math.max(Math.floor(at * scale) - 2 * AROUND_PX, 0);
  const to = (at: number, scale: number, length: number) =>
    Math.min(Math.ceil((at + 1) * scale) + 2 * AROUND_PX, length);
  const [scaleX, scaleY] = [size.widthPx / spread.widthPx, size.heightPx / spread.heightPx];
  const [x0, y0] = [from(left, scaleX), from(top, scaleY)];
  return {
    left: x0,
    top: y0,
    widthPx: to(right, scaleX, size.widthPx) - x0,
    heightPx: to(bottom, scaleY, size.heightPx) - y0,
  };
}

function cropRgb({ widthPx, data }: RgbImage, window: PlateWindow): Uint8Array {
  const cropped = new Uint8Array(3 * window.widthPx * window.heightPx);
  for (let y = 0; y < window.heightPx; y++) {
    const at = 3 * ((window.top + y) * widthPx + window.left);
    cropped.set(data.subarray(at, at + 3 * window.widthPx), 3 * y * window.widthPx);
  }
  return cropped;
}

/** How a frame differs from its plate, each the least within one pixel; 0 where the plate is unknown. */
interface Differences {
  /** In CIE Lab. */
  readonly plain: Float32Array;
  /** From the plate in whatever shadow fits best, in about the same unit. */
  readonly shaded: Float32Array;
  /** From the plate in whatever deep shadow fits best. */
  readonly deeplyShaded: Float32Array;
}

function differencesOf(
  frame: Uint8Array,
  { colours, known }: BackgroundPlate,
  { widthPx, heightPx }: RasterSize,
): Differences {
  const pixels = widthPx * heightPx;
  const [own, plate] = [new Float32Array(3 * pixels), new Float32Array(3 * pixels)];
  pixelsToLab(frame, own);
  pixelsToLab(colours, plate);
  const squaredInLab = (i: number, j: number): number => {
    const l = LIGHTNESS_WEIGHT * (own[i]! - plate[j]!);
    const a = own[pixels + i]! - plate[pixels + j]!;
    const b = own[2 * pixels + i]! - plate[2 * pixels + j]!;
    return l * l + a * a + b * b;
  };
  const fittingLight = (i: number, j: number): number => {
    const [r, g, b] = [frame[3 * i]!, frame[3 * i + 1]!, frame[3 * i + 2]!];
    const [pr, pg, pb] = [colours[3 * j]!, colours[3 * j + 1]!, colours[3 * j + 2]!];
    return Math.min((r * pr + g * pg + b * pb) / (pr * pr + pg * pg + pb * pb + 1), 1);
  };
  const squaredInLight = (i: number, j: number, light: number): number =>
    (frame[3 * i]! - light * colours[3 * j]!) ** 2 +
    (frame[3 * i + 1]! - light * colours[3 * j + 1]!) ** 2 +
    (frame[3 * i + 2]! - light * colours[3 * j + 2]!) ** 2;
  const [plain, shaded] = [new Float32Array(pixels), new Float32Array(pixels)];
  const deeplyShaded = new Float32Array(pixels);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (known[i] === 0) continue;
      let [inLab, inShadow, inDeepShadow] = [Infinity, Infinity, Infinity];
      for (let py = Math.max(y - 1, 0); py <= Math.min(y + 1, heightPx - 1); py++)
        for (let px = Math.max(x - 1, 0); px <= Math.min(x + 1, widthPx - 1); px++) {
          const j = py * widthPx + px;
          if (known[j] === 0) continue;
          inLab = Math.min(inLab, squaredInLab(i, j));
          const light = fittingLight(i, j);
          inShadow = Math.min(inShadow, squaredInLight(i, j, Math.max(light, DARKEST_SHADOW)));
          inDeepShadow = Math.min(inDeepShadow, squaredInLight(i, j, Math.max(light, DEEPEST_SHADOW)));
        }
      plain[i] = Math.sqrt(inLab);
      shaded[i] = Math.sqrt(inShadow) / RGB_PER_LAB;
      deeplyShaded[i] = Math.sqrt(inDeepShadow) / RGB_PER_LAB;
    }
  return { plain, shaded, deeplyShaded };
}

/** What the differences speak for, -1 (background) to 1 (foreground), 0 where the plate is unknown. */
interface Evidence {
  /** What is only darker than the plate speaks for neither. */
  readonly within: Float32Array;
  /** What is at most a deep shadow speaks for neither, and nothing for the background. */
  readonly growing: Float32Array;
}

/**
 * What the differences within a window speak for: over the usual difference of the background around, which is what flow and
 * plate are wrong by.
 */
function evidenceOf(
  differences: Differences,
  known: Uint8Array,
  shares: Float32Array,
  { widthPx, heightPx }: RasterSize,
): Evidence {
  const isGround = (i: number) => known[i] === 1 && shares[i]! <= SEEN_BELOW;
  const around = (plane: Float32Array) =>
    boxMeans(boxMeans(plane, widthPx, heightPx, AROUND_PX), widthPx, heightPx, AROUND_PX);
  const ground = around(shares.map((_, i) => Number(isGround(i))));
  const spoken = (values: Float32Array): Float32Array => {
    const noise = around(values.map((value, i) => (isGround(i) ? value : 0)));
    return values.map((value, i) => {
      if (known[i] === 0) return 0;
      const usual = ground[i]! > 1e-4 ? noise[i]! / ground[i]! : 0;
      return Math.min(Math.max((value / (usual + NOISE_FLOOR) - UNDECIDED) / DECIDED_BY, -1), 1);
    });
  };
  const plain = spoken(differences.plain);
  const [shaded, deeplyShaded] = [spoken(differences.shaded), spoken(differences.deeplyShaded)];
  const lessOf = (a: number, b: number) => Math.max(Math.min(a, b), 0);
  return {
    within: plain.map((value, i) => (value < 0 ? value : lessOf(value, shaded[i]!))),
    growing: plain.map((value, i) => lessOf(value, deeplyShaded[i]!)),
  };
}

/**
 * A soft mask that heeds what the frame looks like beside its background plate: what looks like the plate is background,
 * the ground between legs say, and what does not is foreground. It changes where the soft mask is uncertain, by as much as
 * the plate tells certain foreground from certain background; an object that rests, and so is part of the plate, stays. Last
 * it grows into what is connected with it and differs from the plate by more than a deep shadow (see `grownForeground`).
 */
export function separateFromBackground({ frame, soft, views }: SeparationInput): FloatPlane {
  const spread = spreadForeground(soft);
  const window = windowOf(spread, frame);
  if (window === null || views.length === 0) return soft;
  const plate = backgroundPlate(frame, window, views);
  const { widthPx, heightPx } = frame;
  const shares = cropPlane(resizePlaneBilinear(spread, frame), window);
  const differences = differencesOf(cropRgb(frame, window), plate, window);
  const { within, growing } = evidenceOf(differences, plate.known, shares, window);
  const [spoken, known, growth] = [within, Float32Array.from(plate.known), growing].map(
    (values) => resizePlaneArea(placed(values, window, { widthPx, heightPx }), soft).data,
  );
  return weighed(soft, { within: spoken!, growing: growth! }, known!);
}

function cropPlane({ widthPx, data }: FloatPlane, window: PlateWindow): Float32Array {
  const cropped = new Float32Array(window.widthPx * window.heightPx);
  for (let y = 0; y < window.heightPx; y++) {
    const at = (window.top + y) * widthPx + window.left;
    cropped.set(data.subarray(at, at + window.widthPx), y * window.widthPx);
  }
  return cropped;
}

/** A plane of zeros with the window's values in their place. */
function placed(values: Float32Array, window: PlateWindow, size: RasterSize): FloatPlane {
  const data = new Float32Array(size.widthPx * size.heightPx);
  for (let y = 0; y < window.heightPx; y++)
    data.set(
      values.subarray(y * window.widthPx, (y + 1) * window.widthPx),
      (window.top + y) * size.widthPx + window.left,
    );
  return { ...size, data };
}

/** The mean of the evidence where `chosen` holds and the plate is known; null of too few places. */
function meanEvidence(
  evidence: Float32Array,
  known: Float32Array,
  chosen: (i: number) => boolean,
): number | null {
  let [sum, count] = [0, 0];
  for (let i = 0; i < evidence.length; i++) {
    if (known[i]! < 0.5 || !chosen(i)) continue;
    sum += evidence[i]!;
    count++;
  }
  return count < LEAST_KNOWN ? null : sum / count;
}

/** The soft mask moved by the evidence. */
function weighed(soft: FloatPlane, { within: evidence, growing }: Evidence, known: Float32Array): FloatPlane {
  const { widthPx, heightPx, data } = soft;
  const blurred = boxMeans(boxMeans(data, widthPx, heightPx, EDGE_PX), widthPx, heightPx, EDGE_PX);
  const inside = meanEvidence(evidence, known, (i) => data[i]! > CERTAIN);
  const outside = meanEvidence(evidence, known, (i) => blurred[i]! > 0.01 && blurred[i]! < SEEN_BELOW);
  const told = inside === null || outside === null ? 0 : inside - outside;
  const trust = Math.min(Math.max((told - BELIEVED_FROM) / (BELIEVED_BY - BELIEVED_FROM), 0), 1);
  if (trust === 0) return soft;
  const moved = data.map((share, i) => {
    const side = 2 * blurred[i]! - 1;
    const open = 1 - (1 - CERTAIN_WEIGHT) * side * side;
    // Nothing arises away from the soft mask.
    const near = Math.min(8 * blurred[i]!, 1);
    const weight = evidence[i]! < 0 ? TAKES : ADDS;
    return Math.min(Math.max(share + weight * trust * open * near * evidence[i]!, 0), 1);
  });
  return grownForeground({ ...soft, data: moved }, growing, trust);
}
