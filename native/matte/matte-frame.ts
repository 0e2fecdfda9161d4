import { bilinearTaps } from '../raster/resample.ts';
import type { FloatPlane, RasterSize, RgbImage } from '../raster/types.ts';
import { colourEvidence } from './colour-evidence.ts';
import { decideEdge } from './edge-decision.ts';
import { createGuidedPrior } from './guided-upsampling.ts';
import { type BandWidths, bandWidths, type MatteOptions } from './matte-options.ts';
import { matteTile } from './matte-tile.ts';
import { cleanMask } from './run-regions.ts';
import { coarseRange, cropRgb, cropSamples, placeCore, type Rect, tilesOf } from './tiles.ts';
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

const clamp = (value: number) => Math.min(Math.max(value, 0), 1);

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
): Uint8Array {
  const band = unknownBand(crop, first, prior, widths);
  return decideEdge(crop, band, colourEvidence(crop, band, widths.sharpPx), prior);
}

/**
 * The matte of a frame: alpha, 0..1, [H, W] at the frame's size, as measured, before `adjustEdge`. Where the edge runs is
 * decided by the soft mask and by the colours on both sides of it; holes and specks go; then alpha is measured in a
 * narrow band around it, wider where the picture is blurred. Works tile by tile: memory beyond the frame's own planes
 * does not grow with the frame.
 */
export function matteFrame(
  { frame, soft, guideSize }: MatteInput,
  { detail, holePx, speckPx }: Pick<MatteOptions, 'detail' | 'holePx' | 'speckPx'>,
): FloatPlane {
  const { widthPx, heightPx } = frame;
  const widths = bandWidths(Math.hypot(widthPx, heightPx));
  // A mask of the frame's own size has its edge where somebody or something has already looked for it.
  const isFound = detail === 0 || (soft.widthPx === widthPx && soft.heightPx === heightPx);
  const marginPx = 2 * widths.widestPx + widths.sharpPx;
  const all = tilesOf(frame, marginPx);
  const active = all.map(({ outer }) => {
    const [least, greatest] = coarseRange(soft, frame, outer);
    return least < 0.5 && greatest >= 0.5;
  });
  const hard = new Uint8Array(widthPx * heightPx);
  const guided = createGuidedPrior(soft, frame, guideSize);
  const priorOf = (rect: Rect) => {
    const plane = enlarged(soft, frame, rect);
    const edges = guided(rect);
    for (let i = 0; i < plane.length; i++) plane[i]! += GUIDED_SHARE * (clamp(edges[i]!) - plane[i]!);
    return plane;
  };
  all.forEach((tile, k) => {
    if (active[k] === false) {
      const [, greatest] = coarseRange(soft, frame, tile.core);
      const full = new Uint8Array(tile.outer.widthPx * tile.outer.heightPx).fill(greatest >= 0.5 ? 1 : 0);
      placeCore(full, tile, hard, widthPx);
      return;
    }
    const crop = cropRgb(frame, tile.outer);
    const prior = priorOf(tile.outer);
    const first = Uint8Array.from(prior, (value) => Number(value > 0.5));
    const decided = isFound ? first : edgeByColours(crop, first, prior, widths);
    placeCore(decided, tile, hard, widthPx);
  });
  const clean = cleanMask(hard, widthPx, heightPx, { holePx, speckPx });
  const alpha = Float32Array.from(clean);
  const narrow = { sharpPx: MEASURE_PX, widestPx: widths.widestPx };
  for (const tile of all) {
    const kept = cropSamples(clean, widthPx, tile.outer);
    if (!kept.includes(0) || !kept.includes(1)) continue;
    const crop = cropRgb(frame, tile.outer);
    const made = matteTile({ frame: crop, hard: kept, prior: Float32Array.from(kept) }, narrow, detail);
    placeCore(made, tile, alpha, widthPx);
  }
  return { widthPx, heightPx, data: alpha };
}
