import type { PatchGrid, SampledFlow } from '../raster/types.ts';

/** What a frame's confidence is judged by. */
export interface FrameEvidence {
  /** How far each patch is foreground, [N] of 0..1. */
  readonly foreground: Float32Array;
  /** How much each patch moves against the camera, [N], 0 = with it, in e-folds above the flow's own noise. */
  readonly salience: Float32Array;
  /** The mean agreement, 0..1, with the frame's neighbours (see `foregroundChange`); 1 where it has none. */
  readonly agreement: number;
}

/** Difference of salience, in e-folds, at which the foreground's motion counts for 1 - 1/e. */
const MOTION_SCALE = 0.5;
/** Patches between these shares belong clearly to neither side. */
const UNDECIDED = { from: 0.2, to: 0.8 } as const;

/** The foreground between the patches, bilinear; NaN outside the picture. */
function sample(foreground: Float32Array, { rows, cols }: PatchGrid, x: number, y: number): number {
  if (!(x >= -0.5 && y >= -0.5 && x <= cols - 0.5 && y <= rows - 0.5)) return NaN;
  const cx = Math.min(Math.max(x, 0), cols - 1);
  const cy = Math.min(Math.max(y, 0), rows - 1);
  const left = Math.floor(cx);
  const top = Math.floor(cy);
  const right = Math.min(left + 1, cols - 1);
  const upper = top * cols;
  const lower = Math.min(top + 1, rows - 1) * cols;
  const above =
    foreground[upper + left]! + (cx - left) * (foreground[upper + right]! - foreground[upper + left]!);
  const below =
    foreground[lower + left]! + (cx - left) * (foreground[lower + right]! - foreground[lower + left]!);
  return above + (cy - top) * (below - above);
}

/** How a frame's foreground differs from a neighbour's that was brought to it by the flow. */
export interface ForegroundChange {
  /** Their soft intersection over union, 0..1; 1 where neither has foreground. */
  readonly agreement: number;
  /** The logarithm of the frame's foreground over the neighbour's: what the flow does not explain, 0 = nothing. */
  readonly growth: number;
}

/** Less than this share of the picture is not told from nothing. */
const LEAST_AREA = 1e-4;

/**
 * Compares the foreground of a frame with that of a neighbour, which `flow` (from the frame to the neighbour, any
 * resolution) brings here, over the patches that the flow leads to inside the picture.
 *
 * @param foreground [N] of 0..1; `neighbour` likewise.
 */
export function foregroundChange(
  foreground: Float32Array,
  neighbour: Float32Array,
  flow: SampledFlow,
  grid: PatchGrid,
): ForegroundChange {
  const plane = flow.widthPx * flow.heightPx;
  let [intersection, union, own, brought] = [0, 0, 0, 0];
  for (let row = 0, node = 0; row < grid.rows; row++) {
    const py = Math.floor(((row + 0.5) * flow.heightPx) / grid.rows);
    for (let col = 0; col < grid.cols; col++, node++) {
      const here = foreground[node]!;
      const px = Math.floor(((col + 0.5) * flow.widthPx) / grid.cols);
      const at = py * flow.widthPx + px;
      const x = col + (flow.data[at]! * grid.cols) / flow.widthPx;
      const y = row + (flow.data[plane + at]! * grid.rows) / flow.heightPx;
      const there = sample(neighbour, grid, x, y);
      if (Number.isNaN(there)) continue;
      intersection += Math.min(here, there);
      union += Math.max(here, there);
      own += here;
      brought += there;
    }
  }
  const least = LEAST_AREA * foreground.length;
  return {
    agreement: union === 0 ? 1 : intersection / union,
    growth: Math.log((own + least) / (brought + least)),
  };
}

/** The mean of `values` weighted by `weights`; 0 where these are all 0. */
function weightedMean(values: Float32Array, weights: (node: number) => number): number {
  let [sum, total] = [0, 0];
  values.forEach((value, node) => {
    sum += value * weights(node);
    total += weights(node);
  });
  return total === 0 ? 0 : sum / total;
}

/**
 * How far a frame's foreground can be trusted, 0..1, without ground truth: the product of how much it moves against the
 * rest (0 where nothing moves), how well its neighbours agree, how little of the picture's border it touches, and how
 * few patches are undecided. 0 where nothing is foreground.
 */
export function frameConfidence(
  { foreground, salience, agreement }: FrameEvidence,
  { rows, cols }: PatchGrid,
): number {
  const area = foreground.reduce((sum, share) => sum + share, 0);
  if (area === 0) return 0;
  const inside = weightedMean(salience, (node) => foreground[node]!);
  const outside = weightedMean(salience, (node) => 1 - foreground[node]!);
  const moves = 1 - Math.exp(-Math.max(inside - outside, 0) / MOTION_SCALE);
  const isBorder = (node: number): boolean => {
    const [row, col] = [Math.floor(node / cols), node % cols];
    return row === 0 || col === 0 || row === rows - 1 || col === cols - 1;
  };
  const bordering = weightedMean(foreground, (node) => Number(isBorder(node)));
  const undecided = foreground.filter((share) => share > UNDECIDED.from && share < UNDECIDED.to).length;
  return (moves * agreement * (1 - bordering) * area) / (area + undecided);
}
