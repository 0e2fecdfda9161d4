import { clampUnit } from '../base/numbers.ts';
import { bilinearTaps } from '../raster/resample.ts';
import type { FloatPlane, Mask, RasterSize, RgbImage } from '../raster/types.ts';
import { colourEvidence } from './colours/colour-evidence.ts';
import { DECISION_REACH_PX, decideEdge } from './edge-decision.ts';
import { createGuidedPrior } from './guided-upsampling.ts';
import { type BandWidths, bandWidths, type MatteOptions } from './matte-options.ts';
import { matteTile } from './matte-tile.ts';
import { cleanMask, indexFrom, searchable } from './run-regions.ts';
import {
  coarseRange,
  coreWithin,
  cropRgb,
  cropSamples,
  fillRect,
  overlap,
  placeCore,
  type Rect,
  type Tile,
  tilesOf,
  widened,
} from './tiles.ts';
import { unknownBand } from './unknown-band.ts';

/** A frame, and where its foreground is. */
export interface MatteInput {
  readonly frame: RgbImage;
  /** The soft mask, 0..1, of any size, or a mask of the frame's size. */
  readonly soft: FloatPlane | Mask;
  /** The resolution at which the frame's edges are looked at first. */
  readonly guideSize: RasterSize;
}

/** The share of the guided filter in the place of the edge that the colours start from; the rest is bilinear. */
const GUIDED_SHARE = 0.5;
/** Half the width, in pixels, of the band in which alpha is measured around the edge that was found. */
const MEASURE_PX = 3;
/** Side, in pixels, of the cells in which the soft mask's edge is laid along the frame's. */
const PRIOR_PX = 64;

/** The enlarged soft mask over a rectangle of the frame, bilinear. */
function enlarged({ data, widthPx, heightPx }: FloatPlane, size: RasterSize, rect: Rect): Float32Array {
  const across = bilinearTaps(widthPx, size.widthPx);
  const down = bilinearTaps(heightPx, size.heightPx);
  const plane = new Float32Array(rect.widthPx * rect.heightPx);
  for (let y = 0, i = 0; y < rect.heightPx; y++) {
    const upper = down.low[rect.top + y]! * widthPx;
    const lower = down.high[rect.top + y]! * widthPx;
    const fy = down.weight[rect.top + y]!;
    for (let x = rect.left; x < rect.left + rect.widthPx; x++, i++) {
      const [a, b, fx] = [across.low[x]!, across.high[x]!, across.weight[x]!];
      const above = data[upper + a]! + fx * (data[upper + b]! - data[upper + a]!);
      const below = data[lower + a]! + fx * (data[lower + b]! - data[lower + a]!);
      plane[i] = above + fy * (below - above);
    }
  }
  return plane;
}

/** Where the edge runs near that of `first` (0 or 1), by the soft mask and by the colours on both of its sides. */
function edgeByColours(
  crop: RgbImage,
  first: Uint8Array,
  prior: Float32Array,
  widths: BandWidths,
  core: Rect,
): Uint8Array {
  const within = widened(core, DECISION_REACH_PX, crop);
  const band = unknownBand(crop, first, prior, widths);
  return decideEdge(crop, band, colourEvidence(crop, band, widths.sharpPx, within), prior, within);
}

/** The soft mask over a rectangle of the frame, its edge half along the frame's own: each pixel is computed once. */
function createPrior(
  soft: FloatPlane,
  { frame, guideSize }: Pick<MatteInput, 'frame' | 'guideSize'>,
): (rect: Rect) => Float32Array {
  const guided = createGuidedPrior(soft, frame, guideSize);
  const { widthPx } = frame;
  const plane = new Float32Array(widthPx * frame.heightPx);
  const left = tilesOf(frame, 0, PRIOR_PX).map(({ core }) => core);
  return (rect) => {
    for (let k = left.length - 1; k >= 0; k--) {
      const cell = left[k]!;
      if (!overlap(cell, rect)) continue;
      left.splice(k, 1);
      const prior = enlarged(soft, frame, cell);
      const edges = guided(cell);
      for (let i = 0; i < prior.length; i++) prior[i]! += GUIDED_SHARE * (clampUnit(edges[i]!) - prior[i]!);
      placeCore(prior, { core: cell, outer: cell }, plane, widthPx);
    }
    return cropSamples(plane, widthPx, rect);
  };
}

const isMask = (soft: FloatPlane | Mask): soft is Mask => soft.data instanceof Uint8Array;

const foregroundOf = (plane: Float32Array): Uint8Array => {
  const mask = new Uint8Array(plane.length);
  for (let i = 0; i < mask.length; i++) mask[i] = Number(plane[i]! > 0.5);
  return mask;
};

/** Where the object is, 0 or 1, [H, W] of the frame, before holes and specks go. */
function foregroundMask(
  input: MatteInput,
  tiles: readonly Tile[],
  widths: BandWidths,
  detail: number,
): Uint8Array {
  const { frame, soft } = input;
  const { widthPx, heightPx } = frame;
  // A mask of the frame's own size has its edge where somebody or something has already looked for it.
  if (isMask(soft)) return soft.data;
  if (soft.widthPx === widthPx && soft.heightPx === heightPx) return foregroundOf(soft.data);
  const priorOf = createPrior(soft, input);
  const mask = new Uint8Array(widthPx * heightPx);
  for (const tile of tiles) {
    const { core, outer } = tile;
    const [least, greatest] = coarseRange(soft, frame, outer);
    if (least >= 0.5 || greatest < 0.5) {
      fillRect(mask, widthPx, core, Number(least >= 0.5));
      continue;
    }
    const prior = priorOf(outer);
    const first = foregroundOf(prior);
    const decided =
      detail === 0 ? first : edgeByColours(cropRgb(frame, outer), first, prior, widths, coreWithin(tile));
    placeCore(decided, tile, mask, widthPx);
  }
  return mask;
}

/** Takes the matte of a frame, each pixel once. */
export interface MatteSink {
  /** A rectangle that is all background or all foreground. */
  uniform(rect: Rect, value: 0 | 1): void;
  /** The core of a tile; `alpha`, 0..1, is that of its outer rectangle. */
  measured(alpha: Float32Array, tile: Tile): void;
}

/** The value of a mask all over a rectangle; null where it has both. */
function valueAllOver(
  mask: Buffer,
  maskWidthPx: number,
  { left, top, widthPx, heightPx }: Rect,
): 0 | 1 | null {
  const value = mask[top * maskWidthPx + left] === 0 ? 0 : 1;
  let next = -1;
  for (let y = top; y < top + heightPx; y++) {
    const start = y * maskWidthPx + left;
    if (next < start) next = indexFrom(mask, 1 - value, start);
    if (next < start + widthPx) return null;
  }
  return value;
}

/**
 * Measures the matte of a frame, before `adjustEdge`. Where the edge runs is decided by the soft mask and by the colours on
 * both sides of it; holes and specks go; then alpha is measured in a narrow band around it, wider where the picture is
 * blurred. Works tile by tile: memory beyond the frame's own planes does not grow with the frame.
 */
export function measureMatte(
  input: MatteInput,
  { detail, holePx, speckPx }: Pick<MatteOptions, 'detail' | 'holePx' | 'speckPx'>,
  sink: MatteSink,
): void {
  const { frame } = input;
  const { widthPx, heightPx } = frame;
  const widths = bandWidths(Math.hypot(widthPx, heightPx));
  const tiles = tilesOf(frame, 2 * widths.widestPx + widths.sharpPx);
  const found = foregroundMask(input, tiles, widths, detail);
  const clean = cleanMask(found, widthPx, heightPx, { holePx, speckPx });
  const narrow = { sharpPx: MEASURE_PX, widestPx: widths.widestPx };
  const bytes = searchable(clean);
  for (const tile of tiles) {
    const value = valueAllOver(bytes, widthPx, widened(tile.core, widths.widestPx + 1, frame));
    if (value !== null) {
      sink.uniform(tile.core, value);
      continue;
    }
    const hard = cropSamples(clean, widthPx, tile.outer);
    const crop = cropRgb(frame, tile.outer);
    const prior = new Float32Array(hard);
    sink.measured(matteTile({ frame: crop, hard, prior, within: coreWithin(tile) }, narrow, detail), tile);
  }
}

/** The matte of a frame, as `measureMatte` finds it: alpha, 0..1, [H, W] at the frame's size. */
export function matteFrame(
  input: MatteInput,
  options: Pick<MatteOptions, 'detail' | 'holePx' | 'speckPx'>,
): FloatPlane {
  const { widthPx, heightPx } = input.frame;
  const data = new Float32Array(widthPx * heightPx);
  measureMatte(input, options, {
    uniform: (rect, value) => value === 1 && fillRect(data, widthPx, rect, 1),
    measured: (alpha, tile) => placeCore(alpha, tile, data, widthPx),
  });
  return { widthPx, heightPx, data };
}
