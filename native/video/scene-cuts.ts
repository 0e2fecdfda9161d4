import type { RgbImage } from '../raster/types.ts';

/** The version of the decision; part of the key under which found shots are kept. */
export const sceneCutVersion = 1;

/** Cells of the small picture whose structure is compared, and how far (cells) it may have moved meanwhile. */
const cols = 32;
const rows = 18;
const maxShift = 3;
/** Bins per axis of the chromaticity histogram; gray lies in the middle of bin (4, 4). */
const bins = 13;
const grayBin = 4 * bins + 4;
/** Gray that is added to every pixel, 0..255: it keeps the noise of dark pixels out of the colours. */
const darkNoise = 9;
/** The brightest channel from which on a pixel counts as overexposed. */
const overexposed = 250;

/** Share of gray pixels above which colour tells nothing. */
const colourless = 0.97;
/** Standard deviation of the cells' luma, 0..255, below which a gray picture (black, white, fog) tells nothing. */
const leastContrast = 6;
/** Mean luma, 0..255, below which such a picture may have colours and still be black. */
const nearlyBlack = 24;
/** How much structure alone counts where there is no colour. */
const structureShare = 0.45;
/** Dissimilarity, 0..1, that a cut reaches at least, and how many times that of the frames before it. */
const leastCut = 0.26;
const timesRecent = 2.2;
const recentLength = 12;
/** A flash: so many more pixels are overexposed, hardly any cell is darker (by so much), for so many frames at most. */
const flashRise = 0.06;
const flashDarkerCells = 0.04;
const flashDarker = 6;
const longestFlash = 10;
/** Cells up to this luma still show structure in a flash; where they are enough, it has to be the old structure. */
const washedOut = 235;
const leastVisibleCells = 0.2;
const flashCorrelation = 0.35;

/** What is kept of a frame: the luma of its cells and the share of its pixels per chromaticity. */
export interface FrameSignature {
  readonly luma: Float32Array;
  readonly contrast: number;
  readonly chroma: Float32Array;
  /** Share of overexposed pixels. */
  readonly blown: number;
}

/** Where a cut is sought: `push` frames in order. */
export interface SceneCutDetector {
  /** Whether this frame starts a new shot; the first frame of a clip does not. */
  push(frame: RgbImage): boolean;
}

/** The bin of a colour by r / (r + g + b) and g / (r + g + b), which brightness does not change. */
function chromaBin(r: number, g: number, b: number): number {
  const sum = r + g + b + 3 * darkNoise;
  const red = Math.round(((r + darkNoise) / sum) * (bins - 1));
  const green = Math.round(((g + darkNoise) / sum) * (bins - 1));
  return green * bins + red;
}

/** Sums over the cells and bins of about a hundred pixels per cell at most. */
export function frameSignature({ widthPx, heightPx, data }: RgbImage): FrameSignature {
  const step = Math.max(1, Math.floor(Math.sqrt((widthPx * heightPx) / (cols * rows * 100))));
  const luma = new Float32Array(cols * rows);
  const counts = new Float32Array(cols * rows);
  const chroma = new Float32Array(bins * bins);
  let pixels = 0;
  let blown = 0;
  for (let y = 0; y < heightPx; y += step)
    for (let x = 0; x < widthPx; x += step, pixels++) {
      const i = (y * widthPx + x) * 3;
      const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
      const cell = Math.floor((y * rows) / heightPx) * cols + Math.floor((x * cols) / widthPx);
      luma[cell]! += 0.299 * r + 0.587 * g + 0.114 * b;
      counts[cell]!++;
      chroma[chromaBin(r, g, b)]!++;
      if (Math.max(r, g, b) >= overexposed) blown++;
    }
  for (let cell = 0; cell < luma.length; cell++) luma[cell]! /= Math.max(1, counts[cell]!);
  for (let bin = 0; bin < chroma.length; bin++) chroma[bin]! /= pixels;
  return { luma, contrast: deviation(luma), chroma, blown: blown / pixels };
}

function mean(values: Float32Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

const deviation = (values: Float32Array) =>
  Math.sqrt(Math.max(0, mean(values.map((value) => value * value)) - mean(values) ** 2));

/** Pearson's correlation, -1..1; 0 where one of both is constant. */
function correlation(a: Float32Array, b: Float32Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [squaresA, squaresB, products] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i]! - meanA, b[i]! - meanB];
    squaresA += p * p;
    squaresB += q * q;
    products += p * q;
  }
  const spread = Math.sqrt(squaresA * squaresB);
  return spread === 0 ? 0 : products / spread;
}

/** The cells that remain when the picture is moved by (dx, dy): those whose (x + dx, y + dy) exists too. */
function cellsMovedBy(luma: Float32Array, dx: number, dy: number): Float32Array {
  const [left, top] = [Math.max(0, -dx), Math.max(0, -dy)];
  const [width, height] = [cols - Math.abs(dx), rows - Math.abs(dy)];
  const cells = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * cols + left;
    cells.set(luma.subarray(start, start + width), y * width);
  }
  return cells;
}

/** The best correlation over small shifts: a fast camera moves the picture, it does not replace it. */
function structuralSimilarity(a: Float32Array, b: Float32Array): number {
  let best = -1;
  for (let dy = -maxShift; dy <= maxShift; dy++)
    for (let dx = -maxShift; dx <= maxShift; dx++)
      best = Math.max(best, correlation(cellsMovedBy(a, dx, dy), cellsMovedBy(b, -dx, -dy)));
  return Math.min(1, Math.max(0, best));
}

function overlap(a: Float32Array, b: Float32Array): number {
  let common = 0;
  for (let bin = 0; bin < a.length; bin++) common += Math.min(a[bin]!, b[bin]!);
  // The rounded shares may add up to a trifle more than 1.
  return Math.min(1, common);
}

const isGray = ({ chroma }: FrameSignature) => chroma[grayBin]! > colourless;
const tellsNothing = (frame: FrameSignature) =>
  frame.contrast < leastContrast && (isGray(frame) || mean(frame.luma) < nearlyBlack);

/**
 * Dissimilarity of two frames, 0..1: the geometric mean of the change in structure, which brightness and contrast
 * do not touch, and in chromaticity. Either one that stays speaks against a cut: a whip pan keeps the colours, a
 * coloured light the structure.
 */
export function dissimilarity(a: FrameSignature, b: FrameSignature): number {
  const structure = 1 - structuralSimilarity(a.luma, b.luma);
  if (isGray(a) && isGray(b)) return structure * structureShare;
  return Math.sqrt(structure * (1 - overlap(a.chroma, b.chroma)));
}

/** Whether `now` is `before` with light added: all is brighter, part is blown out, the rest keeps its structure. */
function isFlash(before: FrameSignature, now: FrameSignature): boolean {
  if (now.blown < before.blown + flashRise) return false;
  const darker = now.luma.filter((value, cell) => value < before.luma[cell]! - flashDarker);
  if (darker.length > flashDarkerCells * now.luma.length) return false;
  const isVisible = (_: number, cell: number) => now.luma[cell]! < washedOut;
  const visible = now.luma.filter(isVisible);
  if (visible.length < leastVisibleCells * now.luma.length) return true;
  return correlation(before.luma.filter(isVisible), visible) >= flashCorrelation;
}

/**
 * Finds hard cuts: a frame starts a new shot when it differs from the one before it by a fixed measure and by a
 * multiple of what was usual lately. Fades and dissolves change too little from frame to frame; black and white
 * frames (flashes, strobes, fades) are passed over, and what follows is compared with what was before them.
 */
export function createSceneCutDetector(): SceneCutDetector {
  let before: FrameSignature | null = null;
  let recent: number[] = [];
  let flashFrames = 0;
  return {
    push(frame) {
      const now = frameSignature(frame);
      if (tellsNothing(now)) return false;
      if (before !== null && isFlash(before, now) && flashFrames++ < longestFlash) return false;
      flashFrames = 0;
      const change = before === null ? 0 : dissimilarity(before, now);
      before = now;
      const usual = recent.length === 0 ? 0 : mean(recent);
      const cut = change >= Math.max(leastCut, timesRecent * usual);
      recent = cut ? [] : [...recent.slice(1 - recentLength), change];
      return cut;
    },
  };
}
