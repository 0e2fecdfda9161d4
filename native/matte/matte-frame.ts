import { clampUnit } from '../base/numbers.ts';
import { bilinearTaps } from '../raster/resample.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../raster/types.ts';
import { colourEvidence } from './colours/colour-evidence.ts';
import { DECISION_REACH_PX, decideEdge } from './edge-decision.ts';
import { createGuidedPrior } from './guided-upsampling.ts';
import { type BandWidths, bandWidths, type MatteOptions } from './matte-options.ts';
import { matteTile } from './matte-tile.ts';
import { cleanMask } from './run-regions.ts';
import {
  coarseRange,
  coreWithin,
  cropRgb,
  cropSamples,
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
  /** The soft mask, 0..1, of any size: a network's, or a mask's own 0 and 1. */
  readonly soft: FloatPlane;
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
function createPrior({ frame, soft, guideSize }: MatteInput): (rect: Rect) => Float32Array {
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
  if (soft.widthPx === widthPx && soft.heightPx === heightPx) return foregroundOf(soft.data);
  const priorOf = createPrior(input);
  const mask = new Uint8Array(widthPx * heightPx);
  for (const tile of tiles) {
    const { core, outer } = tile;
    const [least, greatest] = coarseRange(soft, frame, outer);
    if (least >= 0.5 || greatest < 0.5) {
      const value = Number(least >= 0.5);
      for (let y = core.top; y < core.top + core.heightPx; y++)
        mask.fill(value, y * widthPx + core.left, y * widthPx + core.left + core.widthPx);
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

/**
 * The matte of a frame: alpha, 0..1, [H, W] at the frame's size, as measured, before `adjustEdge`. Where the edge runs is
 * decided by the soft mask and by the colours on both sides of it; holes and specks go; then alpha is measured in a
 * narrow band around it, wider where the picture is blurred. Works tile by tile: memory beyond the frame's own planes
 * does not grow with the frame.
 */
export function matteFrame(
  input: MatteInput,
  { detail, holePx, speckPx }: Pick<MatteOptions, 'detail' | 'holePx' | 'speckPx'>,
): FloatPlane {
  const { frame } = input;
  const { widthPx, heightPx } = frame;
  const widths = bandWidths(Math.hypot(widthPx, heightPx));
  const tiles = tilesOf(frame, 2 * widths.widestPx + widths.sharpPx);
  const found = foregroundMask(input, tiles, widths, detail);
  const clean = cleanMask(found, widthPx, heightPx, { holePx, speckPx });
  const alpha = new Float32Array(clean);
  const narrow = { sharpPx: MEASURE_PX, widestPx: widths.widestPx };
  for (const tile of tiles) {
    const near = cropSamples(clean, widthPx, widened(tile.core, widths.widestPx + 1, frame));
    if (!near.includes(0) || !near.includes(1)) continue;
    const hard = cropSamples(clean, widthPx, tile.outer);
    const crop = cropRgb(frame, tile.outer);
    const prior = new Float32Array(hard);
    const made = matteTile({ frame: crop, hard, prior, within: coreWithin(tile) }, narrow, detail);
    placeCore(made, tile, alpha, widthPx);
  }
  return { widthPx, heightPx, data: alpha };
}
